-- id: busiest-systems
-- title_ko: 변경과 배포가 많은 시스템
-- question: Which systems are changed and deployed most?
-- grain: system
-- set: period: T3, T6, T12 or a month, T12 when left out
select y.system_id, y.name, y.srm_class,
    max(m.value) filter (where m.metric = 'change_sr_per_30d') as change_sr_per_30d,
    max(m.value) filter (where m.metric = 'policy_sr_per_30d') as policy_sr_per_30d,
    max(m.value) filter (where m.metric = 'releases_per_30d') as releases_per_30d,
    max(m.value) filter (where m.metric = 'sr_lead_p85_days') as sr_lead_p85_days
from metrics m
join systems y on y.system_id = m.system_id
where m.period = coalesce(getvariable('period'), 'T12')
group by y.system_id, y.name, y.srm_class
order by change_sr_per_30d desc nulls last, y.system_id
