-- id: sr_backlog
-- grain: system x period
-- title_ko: 미처리 SR
-- title_en: request backlog
-- unit: count
-- question: How many requests wait at the end of the period?
-- numerator: valid SRs requested before the end and not completed by it
-- denominator: 1
-- definition: metrics.md 3.3: #{requested < pe and (open or closed > pe)} at min(pe, as_of), all types; one closed at an unknown time does not wait
-- rows: waiting_sr
with spans as (
    select system_id, source, native_id, requested_at, coalesce(done_at, timestamp '9999-01-01') as done_at
    from system_requests
    where done_at is not null or not is_done
),
waiting as (
    select o.system_id, o.period, s.source, s.native_id
    from observed o
    join spans s on s.system_id = o.system_id and s.requested_at < o.w_end and s.done_at > o.w_end
    where o.table_name = 'change_requests' and o.null_reason is null
),
counted as (
    select system_id, period, count(*) as requests from waiting group by system_id, period
),
totals as (
    select period, count(*) as requests from (select distinct period, source, native_id from waiting) group by period
),
known as (
    select period, count(*) filter (where null_reason is null) as systems
    from observed
    where table_name = 'change_requests'
    group by period
)
select o.system_id, o.period,
    case when o.null_reason is null then cast(coalesce(c.requests, 0) as double) end as value,
    cast(coalesce(c.requests, 0) as double) as numerator, cast(null as double) as denominator,
    cast(coalesce(c.requests, 0) as bigint) as n, o.coverage, o.null_reason
from observed o
left join counted c on c.system_id = o.system_id and c.period = o.period
where o.table_name = 'change_requests'
union all
select '*', k.period,
    case when k.systems > 0 then cast(coalesce(t.requests, 0) as double) end, cast(coalesce(t.requests, 0) as double), null,
    cast(coalesce(t.requests, 0) as bigint), null, case when k.systems = 0 then 'no_coverage' end
from known k
left join totals t on t.period = k.period
