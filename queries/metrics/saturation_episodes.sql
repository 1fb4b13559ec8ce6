-- id: saturation_episodes
-- grain: system x period
-- title_ko: 과부하 횟수
-- title_en: saturation episodes
-- unit: count
-- question: How often has the system nothing left?
-- question_ko: 자원이 바닥난 일이 몇 번 있었는가
-- numerator: runs of saturation that started in the period
-- denominator: 1
-- definition: metrics.md 3.10: runs are united over their causes
-- rows: view saturation
-- reads: performance
select o.system_id, o.period, case when o.resource_null_reason is null then cast(count(h.unit) as double) end as value,
    cast(count(h.unit) as double) as numerator, cast(null as double) as denominator, cast(count(h.unit) as bigint) as n,
    coalesce(o.resource_coverage, 0) as coverage, o.resource_null_reason as null_reason
from load_covered o
left join happened h on h.system_id = o.system_id and h.period = o.period and h.evidence = 'saturation_runs'
group by o.system_id, o.period, o.resource_null_reason, o.resource_coverage
