-- id: reactive_saving
-- grain: system x period
-- title_ko: 증설 정책 절감률
-- title_en: saving by the reactive policy
-- unit: ratio
-- question: What would the monitoring-based policy of the guide save against its own peak?
-- question_ko: 가이드의 모니터링 기반 증설 정책은 그 최대치를 고정해 두는 것보다 얼마나 아끼는가
-- numerator: the share of unit-hours saved, 1 - unit-hours of the policy / fixed unit-hours
-- numerator_ko: 절감되는 서버 사용량(서버 단위 수 × 시간)의 비율, 1 − 정책의 사용량 ÷ 최대 단위 수를 내내 유지한 사용량
-- denominator: 1
-- denominator_ko: 1
-- definition: metrics.md 3.10: two more units after a bucket (5 minutes as a rule) of 50 % use or more, the guide's example; two less after three buckets in a row below 25 %, assay's own rule; fixed is the policy's most units all the time
-- definition_ko: 집계 구간(보통 5분) 하나의 사용률이 50 % 이상이면 다음 구간부터 2단위 증설(가이드의 예), 세 구간 잇달아 25 % 미만이면 2단위 감축(assay가 정함)하는 정책을 적용했을 때의 절감률. 고정은 그 정책의 최대 단위 수를 내내 유지한 것
-- rows: view elasticity
-- reads: performance
select o.system_id, o.period, case when o.resource_null_reason is null then e.reactive_saving end as value,
    e.reactive_saving as numerator, cast(null as double) as denominator, cast(null as bigint) as n, o.resource_coverage as coverage,
    coalesce(o.resource_null_reason, case when e.reactive_saving is null then 'no_capacity' end) as null_reason
from load_covered o
left join elasticity e on e.system_id = o.system_id and e.period = o.period
