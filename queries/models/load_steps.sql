-- id: load_steps
-- grain: series x local month
-- doc: nominal step of each series in a month: the median distance of its samples on its fullest day (metrics.md 3.6).
-- On a day that is full (samples from end to end, at a step that monitors use) the mean distance is that median, and the
-- samples are not read again for it.
-- needs: load_days
with fullest as (
    select series, date_trunc('month', day) as month, day, system_ref, source, host, instance, metric, n, first_at, last_at,
        interval_seconds,
        case when n > 1 then seconds_between(first_at, last_at) / (n - 1) end as mean_step
    from load_days
    qualify row_number() over (partition by series, date_trunc('month', day) order by n desc, day) = 1
),
judged as (
    select *,
        exists (
            select 1 from (select unnest([10, 15, 20, 30, 60, 120, 180, 300, 600, 900, 1200, 1800, 3600, 7200]) as step) s
            where abs(f.mean_step - s.step) <= 0.02 * s.step and f.n * s.step >= 0.95 * 86400
        ) as is_full
    from fullest f
),
distances as (
    select j.series, j.month, seconds_between(lag(r.ts) over w, r.ts) as distance
    from raw_performance r
    join judged j on j.source = r.source and j.system_ref = coalesce(r.system_ref, '') and j.host = r.host
        and j.instance = coalesce(r.instance, '') and j.metric = r.metric and r.ts >= j.first_at and r.ts <= j.last_at
    where not j.is_full
    window w as (partition by j.series, j.month order by r.ts)
),
medians as (
    select series, month, percentile_cont(0.5) within group (order by distance) as step
    from distances
    where distance > 0
    group by series, month
)
select j.series, j.month,
    cast(case when j.is_full then j.mean_step else coalesce(m.step, j.interval_seconds) end as double) as step_seconds
from judged j
left join medians m on m.series = j.series and m.month = j.month
