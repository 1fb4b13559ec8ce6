-- id: saturation_episodes
-- grain: system x period
-- title_ko: 과부하 횟수
-- title_en: saturation episodes
-- unit: count
-- question: How often has the system nothing left?
-- question_ko: 자원이 바닥난 일이 몇 번 있었는가
-- numerator: runs of saturation that started in the period
-- numerator_ko: 기간에 시작된 과부하(포화) 구간
-- denominator: 1
-- denominator_ko: 1
-- definition: metrics.md 3.10: runs are united over their causes; what saturation is: saturation_minutes_per_30d
-- definition_ko: 원인(CPU, 메모리, 연결·접속자 수)이 여럿이어도 이어지거나 겹치면 1회. 과부하의 기준은 ‘30일당 과부하 시간’과 같음
-- rows: view saturation
-- reads: performance
select o.system_id, o.period, case when o.resource_null_reason is null then cast(count(h.unit) as double) end as value,
    cast(count(h.unit) as double) as numerator, cast(null as double) as denominator, cast(count(h.unit) as bigint) as n,
    coalesce(o.resource_coverage, 0) as coverage, o.resource_null_reason as null_reason
from load_covered o
left join happened h on h.system_id = o.system_id and h.period = o.period and h.evidence = 'saturation_runs'
group by o.system_id, o.period, o.resource_null_reason, o.resource_coverage
