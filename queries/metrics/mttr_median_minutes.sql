-- id: mttr_median_minutes
-- grain: system x period
-- title_ko: 복구 시간 중앙값
-- title_en: median time to restore
-- unit: minutes
-- question: How long does the middle outage last?
-- numerator: median of (end - start)
-- denominator: outages that ended in the period
-- definition: metrics.md 3.4: as mttr_mean_minutes, median with interpolation
-- rows: ended_outages
with repairs as (
    select system_id, source, incident_id, max(end_at) as end_at, seconds_between(min(start_at), max(end_at)) as seconds
    from outages
    where kind = 'incident'
    group by system_id, source, incident_id
    having bool_and(end_at is not null)
),
ended as (
    select o.system_id, o.period, count(*) as outages, sum(r.seconds) as seconds,
        percentile_cont(0.5) within group (order by r.seconds) as median_seconds
    from observed o
    join repairs r on r.system_id = o.system_id and r.end_at > o.w_start and r.end_at <= o.w_end
    where o.table_name = 'incidents' and o.null_reason is null
    group by o.system_id, o.period
)
select o.system_id, o.period,
    e.median_seconds / 60 as value,
    e.median_seconds / 60 as numerator, cast(coalesce(e.outages, 0) as double) as denominator,
    cast(coalesce(e.outages, 0) as bigint) as n, o.coverage,
    coalesce(o.null_reason, case when e.outages is null then 'no_outages' end) as null_reason
from observed o
left join ended e on e.system_id = o.system_id and e.period = o.period
where o.table_name = 'incidents'
