-- id: change-failures
-- title_ko: 실패한 변경
-- question: Which releases failed in service, and on what evidence?
-- grain: release
-- set: system: only this system, all when left out; month: only this month, all when left out
select f.system_id, to_local(f.started_at) as released, r.kind, r.versions, r.components, r.change_id,
    f.rolled_back, f.named as named_by_an_incident, f.followed_by_incident, f.hotfixed, f.release_id
from release_failures f
join releases r on r.release_id = f.release_id
where f.failed and (getvariable('system') is null or f.system_id = getvariable('system'))
    and (getvariable('month') is null or strftime(to_local(f.started_at), '%Y-%m') = getvariable('month'))
order by f.started_at desc, f.release_id
