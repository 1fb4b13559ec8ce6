-- id: monitor-against-ticket
-- title_ko: 감시와 장애대장의 대조
-- question: How many outages did only monitoring see, how many only the ledger, and where is that unknown?
-- grain: system
-- set: period: T3, T6, T12 or a month, T12 when left out
select y.system_id, y.name, max(m.value) filter (where m.metric = 'unplanned_outages') as outages,
    max(m.value) filter (where m.metric = 'unmonitored_outages') as no_monitor_saw,
    max(m.value) filter (where m.metric = 'unticketed_events') as nobody_ticketed,
    max(m.value) filter (where m.metric = 'monitor_delay_median_minutes') as delay_minutes,
    max(m.null_reason) filter (where m.metric = 'unmonitored_outages') as why_unknown
from metrics m
join systems y on y.system_id = m.system_id
where m.period = coalesce(getvariable('period'), 'T12')
group by y.system_id, y.name
order by nobody_ticketed desc nulls last, no_monitor_saw desc nulls last, y.system_id
