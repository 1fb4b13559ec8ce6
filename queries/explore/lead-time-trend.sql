-- id: lead-time-trend
-- title_ko: 처리 기간 추이
-- question: How long do requests take to reach production, month by month?
-- grain: system x month
-- set: system: only this system, all when left out
select p.system_id, p.period as month, p.value as p50_days, q.value as p85_days, p.n as requests, q.null_reason as why_unknown
from metrics p
join metrics q on q.metric = 'sr_lead_p85_days' and q.system_id = p.system_id and q.period = p.period
join periods t on t.period = p.period and t.kind = 'month'
where p.metric = 'sr_lead_p50_days' and p.n > 0
    and (getvariable('system') is null or p.system_id = getvariable('system'))
order by p.system_id, p.period
