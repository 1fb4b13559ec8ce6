-- id: manual-releases
-- title_ko: 수작업 배포
-- question: Which releases of the last six months were built, tested or deployed by hand?
-- grain: release x stage
-- set: system: only this system, all when left out
select t.system_id, to_local(t.started_at) as released, t.stage, t.state, r.versions, t.release_id
from release_tools t
join releases r on r.release_id = t.release_id
join periods p on p.period = 'T6' and t.started_at >= p.ps and t.started_at < p.pe
where t.state <> 'tool' and (getvariable('system') is null or t.system_id = getvariable('system'))
order by t.started_at desc, t.release_id, t.stage
