-- id: attempt_failure_rate
-- grain: system x period
-- title_ko: 배포 시도 실패율
-- title_en: deployment attempt failure rate
-- unit: ratio
-- question: How often does a deployment fail before it is live?
-- numerator: failed attempts
-- denominator: attempts with a known result that started in the period
-- definition: metrics.md 3.1: attempts (repeats within 60 minutes are one) of planned, hotfix, config and data_patch; partly live is not failed
-- rows: attempts
with events as (
    select system_id, started_at as event_at, status = 'failed' as hit
    from deploy_attempts
    where countable and status <> 'unknown'
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
    coalesce(o.null_reason, case when c.events is null then 'no_attempts' end) as null_reason
from observed o
left join counted c on c.system_id = o.system_id and c.period = o.period
where o.table_name = 'deployments'
