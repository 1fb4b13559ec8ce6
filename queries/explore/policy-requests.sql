-- id: policy-requests
-- title_ko: 정책에 따른 SR
-- question: How many change requests come from policy, month by month, and how do we know?
-- grain: system x month
-- set: system: only this system, all when left out
select s.system_id, strftime(to_local(s.requested_at), '%Y-%m') as month, count(*) as change_requests,
    count(*) filter (where s.is_policy) as by_policy,
    count(*) filter (where s.is_policy and s.policy_source = 'code') as said_by_reason_code,
    count(*) filter (where s.is_policy and s.policy_source = 'keyword') as found_by_keyword
from change_sr s
where getvariable('system') is null or s.system_id = getvariable('system')
group by s.system_id, month
order by s.system_id, month
