-- id: outages-of-month
-- title_ko: 월간 장애 목록
-- question: What was down in a month, how long, why, and what was done?
-- grain: outage x system
-- set: month: the report month when left out; system: only this system, all when left out
select o.system_id, y.name, o.incident_id, o.kind, o.scope, to_local(o.start_at) as started, to_local(o.end_at) as ended,
    seconds_between(o.start_at, o.until_at) / 60 as minutes, o.severity, o.cause, i.action, o.component, o.caused_by_release
from outages o
join systems y on y.system_id = o.system_id
left join system_incidents i on i.system_id = o.system_id and i.source = o.source and i.native_id = o.incident_id
    and i.start_at = o.start_at
cross join run r
join periods p on p.period = coalesce(getvariable('month'), r.month)
where o.start_at < p.pe and (o.until_at > p.ps or o.start_at >= p.ps)
    and (getvariable('system') is null or o.system_id = getvariable('system'))
order by o.start_at, o.system_id, o.incident_id
