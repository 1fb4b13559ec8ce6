-- id: full_outages_per_30d
-- grain: system x period
-- title_ko: 30일당 전체 장애
-- title_en: full outages per 30 days
-- unit: per 30 d
-- question: How often does the whole service fail?
-- numerator: FULL outage tickets that started in the period
-- denominator: observed days
-- definition: metrics.md 3.0: count / observed days x 30
-- rows: full_outages
with all_events as (
    select system_id, source, incident_id as native_id, min(start_at) as event_at
    from outages
    where kind = 'incident' and scope = 'FULL'
    group by system_id, source, incident_id
),
-- The denominator is covered time, so only what happened in it counts.
events as (
    select e.*
    from all_events e
    semi join coverage v on v.system_id = e.system_id and v.table_name = 'incidents' and e.event_at >= v.from_ts
        and e.event_at <= v.to_ts
),
counted as (
    select o.system_id, o.period, count(distinct (e.source, e.native_id)) as events
    from observed o
    join events e on e.system_id = o.system_id and e.event_at >= o.w_start and e.event_at < o.w_end
    where o.table_name = 'incidents' and o.null_reason is null
    group by o.system_id, o.period
)
select o.system_id, o.period,
    case when o.null_reason is null then coalesce(c.events, 0) * 30 * 86400 / o.observed_seconds end as value,
    cast(coalesce(c.events, 0) as double) as numerator, o.observed_seconds / 86400 as denominator,
    cast(coalesce(c.events, 0) as bigint) as n, o.coverage, o.null_reason
from observed o
left join counted c on c.system_id = o.system_id and c.period = o.period
where o.table_name = 'incidents'
