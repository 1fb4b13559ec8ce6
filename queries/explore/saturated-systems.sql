-- id: saturated-systems
-- title_ko: 자원이 바닥난 시스템
-- question: Which systems have no capacity left, how often in surges, and what would elastic capacity change?
-- grain: system
-- set: period: T3, T6, T12 or a month, T12 when left out
with inside as (
    select r.system_id, p.period, count(*) as runs, count(*) filter (where r.in_surge) as runs_in_surges
    from saturation r
    join periods p on r.start_at >= p.ps and r.start_at < p.pe
    group by r.system_id, p.period
),
figures as (
    select m.system_id, m.period,
        max(m.value) filter (where m.metric = 'saturation_minutes_per_30d') as saturated_minutes_per_30d,
        max(m.value) filter (where m.metric = 'access_delay_hours') as access_delay_hours,
        max(m.value) filter (where m.metric = 'elastic_saving') as elastic_saving,
        max(m.value) filter (where m.metric = 'rightsizing') as rightsizing
    from metrics m
    where m.period = coalesce(getvariable('period'), 'T12')
    group by m.system_id, m.period
)
select f.system_id, y.name, round(f.saturated_minutes_per_30d, 1) as saturated_minutes_per_30d, i.runs, i.runs_in_surges,
    round(f.access_delay_hours, 1) as access_delay_hours, round(e.installed, 1) as installed_cores,
    e.peak_units * e.unit_cores as peak_cores, round(f.elastic_saving, 3) as elastic_saving,
    round(f.rightsizing, 3) as rightsizing, e.lower_bound
from figures f
join systems y on y.system_id = f.system_id
join inside i on i.system_id = f.system_id and i.period = f.period
left join elasticity e on e.system_id = f.system_id and e.period = f.period
order by f.saturated_minutes_per_30d desc nulls last, f.system_id
