-- id: load_choice
-- grain: system
-- public: yes
-- doc: what the load of a system is read from (transactions or requests, else sessions, else bytes received, else CPU) and in which buckets.
-- The first metric in that order that has samples on at least `load.metric_days_share` of the days of the one with most
-- days. The bucket follows the coarsest month of its usual nominal step; null above 60 minutes: no load then.
-- A system without any of them has no load, but its memory, connections and answers are cut alike.
-- needs: load_days, load_steps
with days as (
    select system_id, case when metric = 'cpu_idle' then 'cpu_util' else metric end as metric, count(distinct day) as days
    from load_days
    group by system_id, case when metric = 'cpu_idle' then 'cpu_util' else metric end
),
ranked as (
    select d.system_id, d.metric, d.days, m.as_load
    from (
        select d.*, max(case when m.as_load is not null then d.days end) over (partition by d.system_id) as most
        from days d
        join load_metrics m on m.metric = d.metric
    ) d
    join load_metrics m on m.metric = d.metric
    where m.as_load is null or d.days >= param('load.metric_days_share') * d.most
    qualify row_number() over (partition by d.system_id order by m.as_load nulls last, d.days desc, d.metric) = 1
),
steps as (
    select l.system_id, s.month, percentile_cont(0.5) within group (order by s.step_seconds) as step_seconds
    from (select distinct system_id, series, metric from load_days) l
    join ranked r on r.system_id = l.system_id
        and (r.metric = l.metric or (r.metric = 'cpu_util' and l.metric = 'cpu_idle'))
    join load_steps s on s.series = l.series
    group by l.system_id, s.month
)
select r.system_id, case when r.as_load is not null then r.metric end as load_metric, r.days,
    max(s.step_seconds) as step_seconds, cast(bucket_of(max(s.step_seconds)) as bigint) as bucket_seconds
from ranked r
left join steps s on s.system_id = r.system_id
group by r.system_id, r.metric, r.as_load, r.days
