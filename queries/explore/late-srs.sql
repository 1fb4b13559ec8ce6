-- id: late-srs
-- title_ko: 기한을 넘긴 SR
-- question: Which requests are past their due date and still open, and by how much?
-- grain: service request x system
-- set: department: only systems of this department, all when left out; days: at least so many days late, 0 when left out
select s.system_id, y.name, y.department, s.native_id, s.type, s.status, to_local(s.requested_at) as requested,
    case when s.due_date_only then strftime(to_local(s.due_at - interval 1 second), '%Y-%m-%d')
        else strftime(to_local(s.due_at), '%Y-%m-%d %H:%M') end as due,
    date_diff('day', s.due_at, r.as_of) as days_late
from system_requests s
join systems y on y.system_id = s.system_id
cross join run r
where s.due_at < r.as_of and s.done_at is null and not s.is_done
    and (getvariable('department') is null or y.department = getvariable('department'))
    and date_diff('day', s.due_at, r.as_of) >= coalesce(try_cast(getvariable('days') as bigint), 0)
order by days_late desc, s.system_id, s.native_id
