-- id: elastic_saving
-- grain: system x period
-- title_ko: 탄력 절감률
-- title_en: elastic saving
-- unit: ratio
-- question: What share of server hours would capacity that follows the demand save?
-- question_ko: 수요를 따라 서버를 늘리고 줄이면 서버 시간을 얼마나 아끼는가
-- numerator: the share of unit-hours saved, 1 - mean units / peak units
-- numerator_ko: 절감되는 서버 사용량(서버 단위 수 × 시간)의 비율, 1 − 평균 단위 수 ÷ 최대 단위 수
-- denominator: 1
-- denominator_ko: 1
-- definition: metrics.md 3.10: 1 - mean units / peak units, at 50 % use, with a lag of 10 minutes: the shape of the demand only
-- definition_ko: 1 − 평균 단위 수 ÷ 최대 단위 수. 단위 수는 CPU 사용률 50 %에 맞추는 데 필요한 서버 단위(가장 작은 서버의 코어 수)의 수이며, 최근 10분의 최댓값을 유지(지연 10분). 수요의 모양만 나타내고 과다 설치는 반영하지 않음
-- rows: view elasticity
-- reads: performance
select o.system_id, o.period, case when o.resource_null_reason is null then e.elastic_saving end as value,
    e.elastic_saving as numerator, cast(null as double) as denominator, cast(null as bigint) as n, o.resource_coverage as coverage,
    coalesce(o.resource_null_reason, case when e.elastic_saving is null then 'no_capacity' end) as null_reason
from load_covered o
left join elasticity e on e.system_id = o.system_id and e.period = o.period
