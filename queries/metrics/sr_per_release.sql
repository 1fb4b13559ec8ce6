-- id: sr_per_release
-- grain: system x period
-- title_ko: 릴리스당 SR 수
-- title_en: requests per release
-- unit: requests
-- question: How many requests does one release carry?
-- question_ko: 배포 한 번에 SR이 몇 건 실리는가
-- numerator: requests that releases name
-- denominator: counted releases that started in the period
-- definition: metrics.md 3.1: service requests of the system named in sr_ids or as change_id; releases that name none count as zero; null where requests are not known
-- rows: releases
select q.system_id, q.period, case when coalesce(q.null_reason, o.null_reason) is null then q.value end as value,
    q.numerator, q.denominator, q.n, q.coverage, coalesce(q.null_reason, o.null_reason) as null_reason
from mean_of('releases', 'deployments', 1, 'no_releases') q
join observed o on o.system_id = q.system_id and o.period = q.period and o.table_name = 'change_requests'
