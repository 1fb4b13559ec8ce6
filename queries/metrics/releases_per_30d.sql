-- id: releases_per_30d
-- grain: system x period
-- title_ko: 30일당 배포(릴리스)
-- title_en: releases per 30 days
-- unit: per 30 d
-- question: How often is the system deployed?
-- numerator: release events that started in the period
-- denominator: observed days
-- definition: metrics.md 3.1: deployment frequency = release events / observed days x 30; 0 releases is 0
-- rows: releases
with all_events as (
    select system_id, system_id as source, release_id as native_id, started_at as event_at from releases where counted
),
-- The denominator is covered time, so only what happened in it counts.
events as (
    select e.*
    from all_events e
    semi join coverage v on v.system_id = e.system_id and v.table_name = 'deployments' and e.event_at >= v.from_ts
        and e.event_at <= v.to_ts
),
counted as (
    select o.system_id, o.period, count(distinct (e.source, e.native_id)) as events
    from observed o
    join events e on e.system_id = o.system_id and e.event_at >= o.w_start and e.event_at < o.w_end
    where o.table_name = 'deployments' and o.null_reason is null
    group by o.system_id, o.period
)
select o.system_id, o.period,
    case when o.null_reason is null then coalesce(c.events, 0) * 30 * 86400 / o.observed_seconds end as value,
    cast(coalesce(c.events, 0) as double) as numerator, o.observed_seconds / 86400 as denominator,
    cast(coalesce(c.events, 0) as bigint) as n, o.coverage, o.null_reason
from observed o
left join counted c on c.system_id = o.system_id and c.period = o.period
where o.table_name = 'deployments'
