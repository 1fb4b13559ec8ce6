-- id: why-unknown
-- title_ko: 값을 알 수 없는 지표
-- question: Which figures are unknown, for how many systems, and why?
-- grain: metric x reason
-- set: period: T3, T6, T12 or a month, T12 when left out
select m.metric, c.title_ko, m.null_reason, count(*) as systems,
    string_agg(m.system_id, ', ' order by m.system_id) as which
from metrics m
join metric_catalogue c on c.metric = m.metric
where m.value is null and m.system_id <> '*' and m.period = coalesce(getvariable('period'), 'T12')
group by m.metric, c.title_ko, m.null_reason
order by systems desc, m.metric, m.null_reason
