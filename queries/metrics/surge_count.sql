-- id: surge_count
-- grain: system x period
-- title_ko: 폭주 횟수
-- title_en: surges
-- unit: count
-- question: How many floods were there?
-- question_ko: 폭주가 몇 번 있었는가
-- numerator: ranked surges that started in the period
-- numerator_ko: 기간에 시작된 순위 대상 폭주
-- denominator: 1
-- denominator_ko: 1
-- definition: metrics.md 3.7: a surge counts in the month in which it starts; one that only its own month can judge is listed and counts for item 3, but for no figure
-- definition_ko: 폭주는 시작된 달에 셈. 순위 대상 폭주는 그 달 앞 56일의 기준선으로 판단한 폭주이며, 폭주의 기준은 ‘30일당 폭주’와 같음. 그 달 자체의 기준선으로만 판단한 폭주는 목록과 3번 항목에서만 셈
-- rows: view surges
-- reads: performance
select o.system_id, o.period, case when o.null_reason is null then cast(count(h.unit) as double) end as value,
    cast(count(h.unit) as double) as numerator, cast(null as double) as denominator, cast(count(h.unit) as bigint) as n,
    o.coverage, o.null_reason
from load_covered o
left join happened h on h.system_id = o.system_id and h.period = o.period and h.evidence = 'surges'
group by o.system_id, o.period, o.null_reason, o.coverage
