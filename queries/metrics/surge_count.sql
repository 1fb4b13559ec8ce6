-- id: surge_count
-- grain: system x period
-- title_ko: 폭주 횟수
-- title_en: surges
-- unit: count
-- question: How many floods were there?
-- question_ko: 폭주가 몇 번 있었는가
-- numerator: ranked surges that started in the period
-- denominator: 1
-- definition: metrics.md 3.7: a surge counts in the month in which it starts
-- rows: view surges
-- reads: performance
select o.system_id, o.period, case when o.null_reason is null then cast(count(h.unit) as double) end as value,
    cast(count(h.unit) as double) as numerator, cast(null as double) as denominator, cast(count(h.unit) as bigint) as n,
    o.coverage, o.null_reason
from load_covered o
left join happened h on h.system_id = o.system_id and h.period = o.period and h.evidence = 'surges'
group by o.system_id, o.period, o.null_reason, o.coverage
