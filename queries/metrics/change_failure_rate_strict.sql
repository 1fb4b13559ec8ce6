-- id: change_failure_rate_strict
-- grain: system x period
-- title_ko: 변경 실패율(엄격)
-- title_en: change failure rate, strict
-- unit: ratio
-- question: What share of releases certainly failed?
-- numerator: releases rolled back or named by an incident
-- denominator: counted releases that started in the period
-- definition: metrics.md 3.2: a and b only
-- rows: failed_releases_strict
with events as (
    select system_id, started_at as event_at, failed_strict as hit from release_failures
),
counted as (
    select o.system_id, o.period, count(*) as events, count(*) filter (where e.hit) as hits
    from observed o
    join events e on e.system_id = o.system_id and e.event_at >= o.w_start and e.event_at < o.w_end
    where o.table_name = 'deployments' and o.null_reason is null
    group by o.system_id, o.period
)
select o.system_id, o.period,
    c.hits / c.events as value,
    cast(coalesce(c.hits, 0) as double) as numerator, cast(coalesce(c.events, 0) as double) as denominator,
    cast(coalesce(c.events, 0) as bigint) as n, o.coverage,
    coalesce(o.null_reason, case when c.events is null then 'no_releases' end) as null_reason
from observed o
left join counted c on c.system_id = o.system_id and c.period = o.period
where o.table_name = 'deployments'
