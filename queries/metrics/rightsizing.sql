-- id: rightsizing
-- grain: system x period
-- title_ko: 과다 설치율
-- title_en: rightsizing
-- unit: ratio
-- question: What share of the installed cores does even the peak leave free?
-- question_ko: 최대 부하 때에도 남는 설치 코어의 비율은
-- numerator: the share of cores not needed, 1 - cores of peak units / installed cores
-- numerator_ko: 필요 없는 코어의 비율, 1 − 최대 단위 수의 코어 ÷ 설치 코어
-- denominator: 1
-- denominator_ko: 1
-- definition: metrics.md 3.10: 1 - peak units x cores of a unit / installed cores; negative where too little is installed
-- definition_ko: 1 − 최대 단위 수 × 단위당 코어 수 ÷ 설치 코어 수. 최대 단위 수는 ‘탄력 절감률’과 같음. 설치가 모자라면 음수
-- rows: view elasticity
-- reads: performance
select o.system_id, o.period, case when o.resource_null_reason is null then e.rightsizing end as value,
    e.rightsizing as numerator, cast(null as double) as denominator, cast(null as bigint) as n, o.resource_coverage as coverage,
    coalesce(o.resource_null_reason, case when e.rightsizing is null then 'no_capacity' end) as null_reason
from load_covered o
left join elasticity e on e.system_id = o.system_id and e.period = o.period
