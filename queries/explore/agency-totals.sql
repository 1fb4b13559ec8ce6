-- id: agency-totals
-- title_ko: 기관별 합계
-- question: How many requests, releases and outages does each agency have, counted once each?
-- grain: agency
-- set: period: T3, T6, T12 or a month, T12 when left out
select name as agency, max(systems) as systems,
    max(value) filter (where metric = 'change_sr_count') as change_requests,
    max(value) filter (where metric = 'release_count') as releases,
    max(value) filter (where metric = 'incident_count') as incidents,
    max(value) filter (where metric = 'unplanned_outages') as outages
from totals
where level = 'agency' and period = coalesce(getvariable('period'), 'T12')
group by name
order by change_requests desc nulls last, name
