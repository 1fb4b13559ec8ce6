-- id: item_03
-- item: 3
-- grain: system
-- window: T12
-- rows: surge_complaints, access_complaints, view surges
-- reads: complaints, performance
-- thresholds: item3.saturated_minutes
-- fixed: item3.complaint_hours
-- question: Have users complained that they wait or cannot get in when the system is flooded?
-- definition: guide.md 2.2: Y iff at least one complaint of slow or no access came in from the start of a surge of the last 12
-- months to `item3.complaint_hours` after its end: tier D. Without one: S-Y where a surge was saturated for at least
-- `item3.saturated_minutes`, had slow answers, or an outage began in it, unless complaints were covered for 12 months. N is
-- D where they were, and each complaint of access came at a time whose surges are known. Else U.
with bounds as (
    select p.ps as from_at, least(p.pe, r.as_of) as to_at from periods p cross join run r where p.period = 'T12'
),
recent as (
    select s.*
    from surges s
    join bounds b on s.start_at >= b.from_at and s.start_at < b.to_at
),
surged as (
    select system_id, count(*) as surges, max(i_d) as highest,
        count(*) filter (where saturated_minutes >= param('item3.saturated_minutes')) as saturated,
        count(*) filter (where slow) as slow, count(*) filter (where outages > 0) as with_outage,
        count(*) filter (where saturated_minutes >= param('item3.saturated_minutes') or slow or outages > 0) as hurt,
        count(*) filter (where regular_key is not null) as regular,
        arg_max(start_local, (i_d, start_at)) as highest_at,
        string_agg(distinct regular_key, ', ' order by regular_key) as keys
    from recent
    group by system_id
),
complained as (
    select c.system_id, count(distinct c.source || '/' || c.native_id) as complaints, max(c.complained_at) as last_at,
        arg_max(c.native_id, (c.complained_at, c.native_id)) as last_id
    from surge_complaints c
    join recent s on s.system_id = c.system_id and s.number = c.number
    cross join run r
    where c.complained_at < r.as_of
    group by c.system_id
),
access as (
    select a.system_id, c.source, c.native_id, min(c."at") as complained_at
    from complaints c
    join affected_rows a on a.table_name = 'complaints' and a.receipt = c.receipt and a.record = c.record and a.row_hash = c.row_hash
    join bounds b on c."at" >= b.from_at and c."at" < b.to_at
    where c.class in ('access_delay', 'slow', 'no_access')
    group by a.system_id, c.source, c.native_id
),
-- Complaints of access at a time whose surges nobody can know.
unjudged as (
    select x.system_id, count(*) as complaints, count(*) filter (where m.period is null) as unknown
    from access x
    join periods p on p.kind = 'month' and x.complained_at >= p.ps and x.complained_at < p.pe
    left join load_months m on m.system_id = x.system_id and m.period = p.period and m.null_reason is null
    group by x.system_id
),
load_of as (
    select l.system_id, l.judged_seconds > 0 as judged from load_covered l where l.period = 'T12'
),
facts as (
    select y.system_id, coalesce(c.complaints, 0) as complaints, c.last_at, c.last_id, coalesce(s.surges, 0) as surges,
        s.highest, s.highest_at, coalesce(s.saturated, 0) as saturated, coalesce(s.slow, 0) as slow,
        coalesce(s.with_outage, 0) as with_outage, coalesce(s.hurt, 0) as hurt, coalesce(s.regular, 0) as regular, s.keys,
        coalesce(m.known, 0) as months, coalesce(j.complaints, 0) as of_access, coalesce(j.unknown, 0) as unknown,
        coalesce(l.judged, false) as judged
    from systems y
    left join complained c on c.system_id = y.system_id
    left join surged s on s.system_id = y.system_id
    left join months_known m on m.system_id = y.system_id and m.table_name = 'complaints'
    left join unjudged j on j.system_id = y.system_id
    left join load_of l on l.system_id = y.system_id
),
answered as (
    select *,
        case
            when complaints > 0 then 'Y'
            when months >= 12 and unknown = 0 then 'N'
            when hurt > 0 then 'Y'
            else 'U'
        end as answer
    from facts
),
told as (
    select *,
        case
            when surges = 0 then null
            else surges || case when surges = 1 then ' surge' else ' surges' end || ', the highest ' || printf('%.1f', highest)
                || ' times the daily peak on ' || strftime(highest_at, '%Y-%m-%d %H:%M') || ', '
                || case when regular > 0 then regular || ' regular (' || keys || ')' else 'none regular' end
        end as flood
    from answered
)
select system_id, 3 as item, answer,
    case when answer = 'U' then 'None' when complaints > 0 or answer = 'N' then 'D' else 'S' end as tier,
    cast(case when answer <> 'U' then case when complaints > 0 or answer = 'N' then complaints else hurt end end as double) as value,
    cast(1 as double) as threshold, cast(null as varchar) as parameter, cast(surges as bigint) as n,
    case
        when complaints > 0 then complaints || case when complaints = 1 then ' complaint' else ' complaints' end
            || ' of access during or after a surge, last ' || strftime(to_local(last_at), '%Y-%m-%d %H:%M') || ' (' || last_id || '); ' || flood
        when answer = 'N' and of_access = 0 then 'no complaint of access in 12 covered months' || coalesce('; ' || flood, '')
        when answer = 'N' then 'none of ' || of_access || ' complaints of access came with a surge' || coalesce('; ' || flood, '')
        when answer = 'Y' then concat_ws(', ',
            case when saturated > 0 then saturated || ' saturated' end, case when slow > 0 then slow || ' with slow answers' end,
            case when with_outage > 0 then with_outage || ' with an outage' end) || ' of ' || flood
            || '; complaints are known for ' || months || ' of the last 12 months'
        when not judged then 'no load in which surges could be known' || case when of_access > 0 then ', ' || of_access || ' complaints of access' else '' end
        else coalesce(flood, 'no surge') || ', no complaint with it, but ' || concat_ws(' and ',
            case when months < 12 then 'complaints are known for only ' || months || ' of the last 12 months' end,
            case when unknown > 0 then unknown || case when unknown = 1 then ' complaint' else ' complaints' end
                || ' of access came when surges are unknown' end)
    end as evidence,
    cast(null as varchar) as alternatives
from told
