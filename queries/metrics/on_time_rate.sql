-- id: on_time_rate
-- grain: system x period
-- title_ko: 적기처리율
-- title_en: on-time rate
-- unit: ratio
-- question: What share of requests is done by its due date?
-- numerator: requests completed by their due time
-- denominator: valid SRs due in the period and by as_of
-- definition: metrics.md 3.3: due cohort; open or late is a miss; a date-only due ends at 24:00; where one side is a date only, dates are compared; no due or an unknown completion is left out
-- rows: due_sr
with dues as (
    select system_id, due_at,
        coalesce(done_at <= due_at
            or (done_date_only and not due_date_only
                and local_date(done_at - interval 1 second) <= local_date(due_at)), false) as on_time
    from system_requests
    where due_at is not null and (done_at is not null or not is_done)
),
counted as (
    select o.system_id, o.period, count(*) as due, count(*) filter (where d.on_time) as on_time
    from observed o
    join dues d on d.system_id = o.system_id and d.due_at > o.w_start and d.due_at <= o.w_end
    where o.table_name = 'change_requests' and o.null_reason is null
    group by o.system_id, o.period
)
select o.system_id, o.period,
    c.on_time / c.due as value,
    cast(coalesce(c.on_time, 0) as double) as numerator, cast(coalesce(c.due, 0) as double) as denominator,
    cast(coalesce(c.due, 0) as bigint) as n, o.coverage,
    coalesce(o.null_reason, case when c.due is null then 'no_due' end) as null_reason
from observed o
left join counted c on c.system_id = o.system_id and c.period = o.period
where o.table_name = 'change_requests'
