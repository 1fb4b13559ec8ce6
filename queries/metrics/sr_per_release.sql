-- id: sr_per_release
-- grain: system x period
-- title_ko: 릴리스당 SR 수
-- title_en: requests per release
-- unit: requests
-- question: How many requests does one release carry?
-- question_ko: 배포 한 번에 SR이 몇 건 실리는가
-- numerator: requests that releases name
-- numerator_ko: 배포에 적힌 SR
-- denominator: counted releases that started in the period
-- denominator_ko: 기간에 시작된 집계 대상 배포(원복(롤백)·인프라 제외)
-- definition: metrics.md 3.1: service requests of the system named in sr_ids or as change_id; releases that name none count as zero; null where requests are not known
-- definition_ko: 배포의 `sr_ids`나 `change_id`에 적힌 그 시스템의 유효 SR(모든 구분) ÷ 배포. SR을 적지 않은 배포는 0건으로 셈. SR 자료가 확보되지 않았으면 값 없음
-- rows: releases
select q.system_id, q.period, case when coalesce(q.null_reason, o.null_reason) is null then q.value end as value,
    q.numerator, q.denominator, q.n, q.coverage, coalesce(q.null_reason, o.null_reason) as null_reason
from mean_of('releases', 'deployments', 1, 'no_releases') q
join observed o on o.system_id = q.system_id and o.period = q.period and o.table_name = 'change_requests'
