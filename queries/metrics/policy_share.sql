-- id: policy_share
-- grain: system x period
-- title_ko: 정책 SR 비율
-- title_en: policy share
-- unit: ratio
-- question: What share of change is driven by policy?
-- numerator: policy-driven change SRs
-- denominator: valid change SRs requested in the period
-- definition: metrics.md 3.3
-- rows: policy_sr
with events as (
    select system_id, requested_at as event_at, is_policy as hit from change_sr
),
counted as (
    select o.system_id, o.period, count(*) as events, count(*) filter (where e.hit) as hits
    from observed o
    join events e on e.system_id = o.system_id and e.event_at >= o.w_start and e.event_at < o.w_end
    where o.table_name = 'change_requests' and o.null_reason is null
    group by o.system_id, o.period
)
select o.system_id, o.period,
    c.hits / c.events as value,
    cast(coalesce(c.hits, 0) as double) as numerator, cast(coalesce(c.events, 0) as double) as denominator,
    cast(coalesce(c.events, 0) as bigint) as n, o.coverage,
    coalesce(o.null_reason, case when c.events is null then 'no_change_sr' end) as null_reason
from observed o
left join counted c on c.system_id = o.system_id and c.period = o.period
where o.table_name = 'change_requests'
