-- id: load_steps
-- grain: series x local day
-- doc: nominal step of each series: the median distance of its samples, of the day or else of the month (metrics.md 3.6).
-- On a day that is full (one export has samples from end to end, at a step that monitors use) the mean distance is that
-- median. On another day that of the month counts: the median of its full days where at least half of them are
-- full, so that no sample is read again; else of the distances of a usual day, with as many samples as half of the days
-- have at most.
-- needs: load_days
with days as (
    select *, date_trunc('month', day) as month,
        case when of_one_export > 1 then seconds_between(first_at, last_at) / (of_one_export - 1) end as mean_step
    from load_days
),
judged as (
    select d.*,
        exists (
            select 1 from (select unnest([10, 15, 20, 30, 60, 120, 180, 300, 600, 900, 1200, 1800, 3600, 7200]) as step) s
            where abs(d.mean_step - s.step) <= 0.02 * s.step and d.of_one_export * s.step >= 0.95 * 86400
        ) as is_full
    from days d
),
months as (
    select series, month, count(*) as days, count(*) filter (where is_full) as full_days,
        percentile_cont(0.5) within group (order by case when is_full then mean_step end) as full_step,
        max(interval_seconds) as interval_seconds
    from judged
    group by series, month
),
usual as (
    select j.series, j.month, j.source, j.system_ref, j.host, j.instance, j.metric, j.first_at, j.last_at
    from judged j
    join months m on m.series = j.series and m.month = j.month and 2 * m.full_days < m.days
    qualify row_number() over (partition by j.series, j.month order by j.of_one_export, j.day)
        = (count(*) over (partition by j.series, j.month) + 2) // 2
),
distances as (
    select u.series, u.month, seconds_between(lag(r.ts) over w, r.ts) as distance
    from raw_performance r
    join usual u on u.source = r.source and u.system_ref = coalesce(r.system_ref, '') and u.host = r.host
        and u.instance = coalesce(r.instance, '') and u.metric = r.metric and r.ts >= u.first_at and r.ts <= u.last_at
    window w as (partition by u.series, u.month order by r.ts)
),
medians as (
    select series, month, percentile_cont(0.5) within group (order by distance) as step
    from distances
    where distance > 0
    group by series, month
)
select j.series, j.day, min(j.month) as month,
    cast(min(case
        when j.is_full then j.mean_step
        when 2 * m.full_days >= m.days then m.full_step
        else coalesce(d.step, m.interval_seconds, m.full_step)
    end) as double) as step_seconds
from judged j
join months m on m.series = j.series and m.month = j.month
left join medians d on d.series = j.series and d.month = j.month
group by j.series, j.day
