-- id: over_max
-- grain: system x period
-- title_ko: 복구 기준시간 초과 건수
-- title_en: outages over the recovery limit
-- unit: count
-- question: How many outages lasted longer than the grade of the system allows?
-- question_ko: 등급별 복구 기준시간을 넘긴 장애는 몇 건인가
-- numerator: outages ended in the period that lasted longer than the limit of the grade
-- numerator_ko: 기간에 끝난 장애(FULL·PARTIAL) 중 등급의 복구 기준시간보다 오래 걸린 것
-- denominator: 1
-- denominator_ko: 1
-- definition: metrics.md 3.4: limits of the public SLA, grade 1 120 minutes (`outage.limit_minutes_1`), grade 2 180 (`outage.limit_minutes_2`); other grades have none, and no value; an outage still open counts when it ends
-- definition_ko: 공공 SLA의 복구 기준시간은 1등급 120분(`outage.limit_minutes_1`), 2등급 180분(`outage.limit_minutes_2`)이며, 다른 등급은 기준이 없어 값 없음. 미종결 장애는 끝난 기간에 셈
-- rows: over_limit
with limits as (
    select system_id, recovery_limit(grade) is not null as has_limit from systems
    union all
    select '*', coalesce(bool_or(recovery_limit(grade) is not null), false) from systems
)
select c.system_id, c.period, case when l.has_limit then c.value end as value, c.numerator, c.denominator, c.n, c.coverage,
    coalesce(c.null_reason, case when not l.has_limit then 'no_grade_limit' end) as null_reason
from count_of('over_limit', 'incidents') c
join limits l on l.system_id = c.system_id
