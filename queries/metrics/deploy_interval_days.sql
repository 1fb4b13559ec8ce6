-- id: deploy_interval_days
-- grain: system x period
-- title_ko: 배포 간격 중앙값
-- title_en: median release interval
-- unit: days
-- question: How long is it from one release to the next?
-- numerator: median days between starts
-- denominator: intervals that ended in the period
-- definition: metrics.md 3.1: days from one counted release to the next, by the start of the later one; fewer than two releases is null
-- rows: releases
with intervals as (
    select system_id, started_at, seconds_between(lag(started_at) over (partition by system_id order by started_at, release_id), started_at) as seconds
    from releases
    where counted
),
ended as (
    select o.system_id, o.period, count(*) as intervals, percentile_cont(0.5) within group (order by i.seconds) as median_seconds
    from observed o
    join intervals i on i.system_id = o.system_id and i.started_at >= o.w_start and i.started_at < o.w_end
    where o.table_name = 'deployments' and o.null_reason is null and i.seconds is not null
    group by o.system_id, o.period
)
select o.system_id, o.period,
    e.median_seconds / 86400 as value,
    e.median_seconds / 86400 as numerator, cast(coalesce(e.intervals, 0) as double) as denominator,
    cast(coalesce(e.intervals, 0) as bigint) as n, o.coverage,
    coalesce(o.null_reason, case when e.intervals is null then 'no_intervals' end) as null_reason
from observed o
left join ended e on e.system_id = o.system_id and e.period = o.period
where o.table_name = 'deployments'
