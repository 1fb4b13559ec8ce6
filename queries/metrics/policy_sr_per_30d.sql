-- id: policy_sr_per_30d
-- grain: system x period
-- title_ko: 30일당 정책 SR
-- title_en: policy-driven requests per 30 days
-- unit: per 30 d
-- question: How much change does policy ask for?
-- numerator: policy-driven change SRs requested in the period
-- denominator: observed days
-- definition: metrics.md 3.3: reason code policy, else the dictionary on title and body; count / observed days x 30
-- rows: policy_sr
with all_events as (
    select system_id, source, native_id, requested_at as event_at from change_sr where is_policy
),
-- The denominator is covered time, so only what happened in it counts.
events as (
    select e.*
    from all_events e
    semi join coverage v on v.system_id = e.system_id and v.table_name = 'change_requests' and e.event_at >= v.from_ts
        and e.event_at <= v.to_ts
),
counted as (
    select o.system_id, o.period, count(distinct (e.source, e.native_id)) as events
    from observed o
    join events e on e.system_id = o.system_id and e.event_at >= o.w_start and e.event_at < o.w_end
    where o.table_name = 'change_requests' and o.null_reason is null
    group by o.system_id, o.period
)
select o.system_id, o.period,
    case when o.null_reason is null then coalesce(c.events, 0) * 30 * 86400 / o.observed_seconds end as value,
    cast(coalesce(c.events, 0) as double) as numerator, o.observed_seconds / 86400 as denominator,
    cast(coalesce(c.events, 0) as bigint) as n, o.coverage, o.null_reason
from observed o
left join counted c on c.system_id = o.system_id and c.period = o.period
where o.table_name = 'change_requests'
