-- id: sr_lead_p50_days
-- grain: system x period
-- title_ko: SR 처리 기간(중앙값)
-- title_en: request lead time, median
-- unit: days
-- question: How long does the middle change take to reach production?
-- numerator: P50 of (first release - requested)
-- denominator: change SRs first released in the period
-- definition: metrics.md 3.2: cohort = month of the first successful production release; null below 50 % link coverage (released / closed change SRs) or 5 requests; negative and before-history ones are left out
-- rows: released_sr
with leads as (
    select o.system_id, o.period, count(*) as requests,
        percentile_cont(0.5) within group (order by s.lead_seconds) as seconds
    from observed o
    join change_sr s on s.system_id = o.system_id and s.released_at >= o.w_start and s.released_at < o.w_end
    where o.table_name = 'deployments' and o.null_reason is null and s.lead_seconds is not null
    group by o.system_id, o.period
),
links as (
    select o.system_id, o.period, count(*) as closed, count(*) filter (where s.first_release_id is not null) as linked
    from observed o
    join change_sr s on s.system_id = o.system_id and s.done_at > o.w_start and s.done_at <= o.w_end
    where o.table_name = 'deployments' and o.null_reason is null and coalesce(s.lead_excluded, '') <> 'before_history'
    group by o.system_id, o.period
),
judged as (
    select o.system_id, o.period, o.coverage, l.seconds, coalesce(l.requests, 0) as requests,
        coalesce(o.null_reason, case
            when l.requests is null then 'no_released_sr'
            when k.closed is null then 'no_closed_sr'
            when k.linked < param('lead.link_coverage') * k.closed then 'low_link_coverage'
            when l.requests < param('lead.sample') then 'small_sample'
        end) as null_reason
    from observed o
    left join leads l on l.system_id = o.system_id and l.period = o.period
    left join links k on k.system_id = o.system_id and k.period = o.period
    where o.table_name = 'deployments'
)
select system_id, period,
    case when null_reason is null then seconds / 86400 end as value,
    seconds / 86400 as numerator, cast(requests as double) as denominator,
    cast(requests as bigint) as n, coverage, null_reason
from judged
