-- id: recovery_stops
-- grain: system x period
-- title_ko: 복구를 위한 서비스 중단 건수
-- title_en: service stops for recovery
-- unit: count
-- question: How often was the service stopped to recover?
-- numerator: incidents whose recovery stopped the service
-- denominator: 1
-- definition: metrics.md 3.4 and guide.md 2.2 item 2: flagged, or a remedial action with scope FULL or with an unannounced stop
-- rows: recovery_stops
with events as (
    select system_id, source, native_id, start_at as event_at from recovery_incidents
),
hits as (
    select o.system_id, o.period, e.source, e.native_id
    from observed o
    join events e on e.system_id = o.system_id and e.event_at >= o.w_start and e.event_at < o.w_end
    where o.table_name = 'incidents' and o.null_reason is null
),
counted as (
    select system_id, period, count(*) as events
    from (select distinct * from hits)
    group by system_id, period
),
totals as (
    select period, count(*) as events
    from (select distinct period, source, native_id from hits)
    group by period
),
known as (
    select period, count(*) filter (where null_reason is null) as systems
    from observed
    where table_name = 'incidents'
    group by period
)
select o.system_id, o.period,
    case when o.null_reason is null then cast(coalesce(c.events, 0) as double) end as value,
    cast(coalesce(c.events, 0) as double) as numerator, cast(null as double) as denominator,
    cast(coalesce(c.events, 0) as bigint) as n, o.coverage, o.null_reason
from observed o
left join counted c on c.system_id = o.system_id and c.period = o.period
where o.table_name = 'incidents'
union all
select '*', k.period,
    case when k.systems > 0 then cast(coalesce(t.events, 0) as double) end, cast(coalesce(t.events, 0) as double), null,
    cast(coalesce(t.events, 0) as bigint), null, case when k.systems = 0 then 'no_coverage' end
from known k
left join totals t on t.period = k.period
