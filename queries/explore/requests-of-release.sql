-- id: requests-of-release
-- title_ko: 배포에 실린 SR
-- question: Which requests did each release deliver, and how long had they waited?
-- grain: release x request
-- set: system: only this system, all when left out; month: only this month, all when left out
select distinct r.system_id, to_local(r.started_at) as released, r.versions, s.native_id as request, s.type,
    round(seconds_between(s.requested_at, r.started_at) / 86400, 1) as days_waited
from sr_deploys d
join releases r on r.release_id = d.release_id
join system_requests s on s.system_id = d.system_id and s.source = d.source and s.native_id = d.native_id
where (getvariable('system') is null or r.system_id = getvariable('system'))
    and (getvariable('month') is null or strftime(to_local(r.started_at), '%Y-%m') = getvariable('month'))
order by released desc, system_id, request
