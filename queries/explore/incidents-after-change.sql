-- id: incidents-after-change
-- title_ko: 변경 뒤의 장애
-- question: Which release or change does each incident follow, how soon, and how sure is that?
-- grain: incident x system
-- set: system: only this system, all when left out; hours: at most so many hours after, all when left out
select i.system_id, i.native_id as incident, to_local(i.start_at) as started, i.release_id as caused_by, i.kind, i.grade,
    round(i.seconds_after / 3600, 1) as hours_after, i.within as counts_as_failed_change
from release_incidents i
where (getvariable('system') is null or i.system_id = getvariable('system'))
    and (getvariable('hours') is null or i.seconds_after <= 3600 * try_cast(getvariable('hours') as double))
order by i.start_at desc, i.system_id, i.native_id
