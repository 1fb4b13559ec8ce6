-- id: item_02
-- item: 2
-- grain: system
-- window: {item2.months} months, what was done T12
-- window_ko: {item2.months}개월, 조치 기록 T12
-- rows: recovery_stops in item2.months, told_stops in item2.months, incidents, acted_incidents
-- reads: incidents, maintenance
-- thresholds: item2.action_share <= 1
-- fixed: item2.months
-- question: Was the service ever stopped in order to recover from an outage?
-- definition: guide.md 2.2: Y iff at least one incident of the last `item2.months` was recovered with a stop of the service
-- (`recovery_incidents`: flagged, or a remedy with scope FULL or with an unannounced stop): tier D. A text that names a
-- remedy and a stop (`told_stops`) is S. N is D where every month of the last twelve is covered and
-- at least `item2.action_share` of the incidents say what was done; else U. Availability plays no part.
with bounds as (
    select p.pe - to_months(cast(param('item2.months') as integer)) as from_at, least(p.pe, r.as_of) as to_at
    from periods p
    join run r on r.month = p.period
),
stopped as (
    select i.system_id, count(*) as stops, max(i.start_at) as last_at,
        arg_max(i.native_id, (i.start_at, i.native_id)) as last_id, arg_max(i.evidence, (i.start_at, i.native_id)) as last_evidence
    from recovery_incidents i
    join bounds b on i.start_at >= b.from_at and i.start_at < b.to_at
    group by i.system_id
),
described as (
    select a.system_id, i.source, i.native_id, min(s.start_at) as start_at,
        bool_or(i.action is not null or i.original_action is not null) as says_action
    from incidents i
    join affected_rows a on a.table_name = 'incidents' and a.receipt = i.receipt and a.record = i.record
        and a.row_hash = i.row_hash
    join system_incidents s on s.system_id = a.system_id and s.source = i.source and s.native_id = i.native_id
    join bounds b on s.start_at >= b.from_at and s.start_at < b.to_at
    group by a.system_id, i.source, i.native_id
),
told as (
    select system_id, count(*) as stops, max(start_at) as last_at from told_stops group by system_id
),
recent as (
    select t.system_id, count(*) as incidents, count(*) filter (where t.says_action) as with_action
    from described t
    join periods p on p.period = 'T12' and t.start_at >= p.ps
    group by t.system_id
),
facts as (
    select y.system_id, coalesce(s.stops, 0) as stops, s.last_at, s.last_id, s.last_evidence,
        coalesce(t.stops, 0) as told, t.last_at as told_at,
        coalesce(m.known, 0) as months, coalesce(r.incidents, 0) as incidents, coalesce(r.with_action, 0) as with_action
    from systems y
    left join stopped s on s.system_id = y.system_id
    left join told t on t.system_id = y.system_id
    left join months_known m on m.system_id = y.system_id and m.table_name = 'incidents'
    left join recent r on r.system_id = y.system_id
),
judged as (
    select *,
        case
            when stops > 0 or told > 0 then 'Y'
            when months >= 12 and with_action >= param('item2.action_share') * incidents then 'N'
            else 'U'
        end as answer
    from facts
)
select system_id, 2 as item, answer,
    case when answer = 'U' then 'None' when answer = 'Y' and stops = 0 then 'S' else 'D' end as tier,
    cast(case when answer <> 'U' then greatest(stops, told) end as double) as value, cast(1 as double) as threshold, cast(null as varchar) as parameter,
    cast(incidents as bigint) as n,
    case
        when stops > 0 then stops || case when stops = 1 then ' recovery' else ' recoveries' end
            || ' with the service stopped, last ' || strftime(to_local(last_at), '%Y-%m-%d') || ' (' || last_id || ', '
            || case last_evidence
                when 'flag' then 'flagged in the ledger'
                when 'action_full' then 'remedy during a full outage'
                else 'unannounced stop'
            end || ')'
        when told > 0 then told || case when told = 1 then ' text tells' else ' texts tell' end
            || ' of a stop for recovery, last ' || strftime(to_local(told_at), '%Y-%m-%d')
        when months < 12 then 'no stop found, but incidents are known for only ' || months || ' of the last 12 months'
        when answer = 'U' then 'no stop found, but only ' || with_action || ' of ' || incidents || ' incidents say what was done'
        when incidents = 0 then 'no incident in 12 covered months'
        else 'no stop among ' || incidents || ' incidents of 12 covered months'
    end as evidence,
    cast(null as varchar) as alternatives
from judged
