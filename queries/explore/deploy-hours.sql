-- id: deploy-hours
-- title_ko: 배포 시간대
-- question: On which weekdays and at which hours are systems deployed?
-- grain: system x weekday x three hours
-- set: system: only this system, all when left out
select system_id, dayname(to_local(started_at)) as weekday, isodow(to_local(started_at)) as day_number,
    3 * (hour(to_local(started_at)) // 3) as from_hour, count(*) as releases,
    round(count(*) / sum(count(*)) over (partition by system_id), 3) as share
from releases
where counted and not date_only and (getvariable('system') is null or system_id = getvariable('system'))
group by system_id, weekday, day_number, from_hour
order by system_id, releases desc, day_number, from_hour
