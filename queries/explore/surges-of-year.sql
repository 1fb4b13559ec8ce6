-- id: surges-of-year
-- title_ko: 최근 1년의 폭주
-- question: When was each system flooded in the last twelve months, does it recur, and what came with it?
-- grain: surge
-- set: system: only this system, all when left out; class: weekly, monthly, yearly or irregular, all when left out
select s.system_id, y.name, s.start_local as started, s.minutes, round(s.i_d, 1) as times_daily_peak,
    round(s.i_b, 1) as times_usual_hour, s.class, s.regular_key, s.scaling, s.saturated_minutes, s.slow, s.outages,
    s.incident_id, s.complaints, s.truncated, s.ranked
from surges s
join systems y on y.system_id = s.system_id
join periods p on p.period = 'T12' and s.start_at >= p.ps and s.start_at < p.pe
where (getvariable('system') is null or s.system_id = getvariable('system'))
    and (getvariable('class') is null or s.class = getvariable('class'))
order by s.start_at desc, s.system_id
