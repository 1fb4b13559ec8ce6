-- id: worst-availability
-- title_ko: 가용성이 낮은 시스템
-- question: Which systems were down longest, and how does that compare with their grade?
-- grain: system
-- set: period: T3, T6, T12 or a month, T12 when left out
select y.system_id, y.name, y.grade,
    max(m.value) filter (where m.metric = 'availability') as availability,
    case y.grade when 1 then 0.9992 when 2 then 0.999 end as agreed,
    max(m.value) filter (where m.metric = 'full_outage_minutes') as full_outage_minutes,
    max(m.value) filter (where m.metric = 'outage_minutes') as outage_minutes,
    max(m.value) filter (where m.metric = 'deploy_caused_minutes') as deploy_caused_minutes,
    max(m.value) filter (where m.metric = 'planned_minutes') as planned_minutes
from metrics m
join systems y on y.system_id = m.system_id
where m.period = coalesce(getvariable('period'), 'T12')
group by y.system_id, y.name, y.grade
order by availability nulls last, y.system_id
