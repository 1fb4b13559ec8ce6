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
select q.system_id, q.period,
    case when coalesce(q.null_reason, l.null_reason) is null and l.value >= param('lead.link_coverage')
        and q.n >= param('lead.sample') then q.value end as value,
    q.numerator, q.denominator, q.n, q.coverage,
    coalesce(q.null_reason, l.null_reason, case
        when l.value < param('lead.link_coverage') then 'low_link_coverage'
        when q.n < param('lead.sample') then 'small_sample'
    end) as null_reason
from quantile_of('released_sr', 'deployments', 0.5, 86400, 'no_released_sr') q
join share_of('linked_sr', 'linkable_sr', 'deployments', 'no_closed_sr') l
    on l.system_id = q.system_id and l.period = q.period
