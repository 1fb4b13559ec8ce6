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
-- definition: metrics.md 3.7: a surge counts in the month in which it starts; ranked are those judged by the 56 days before their month. One judged by the whole series without its own week, where less than two weeks before the month are known, is listed and counts for item 3, surge_outage_share, surge_outage_lift and the access-delay hours, but not here
-- definition_ko: 폭주는 시작된 달에 셈. 폭주의 기준은 ‘30일당 폭주’와 같음. 순위 대상 폭주는 그 달 앞 56일의 기준선으로 판단한 폭주. 앞 56일의 자료가 2주에 못 미쳐 그 주를 뺀 전체 기간의 기준선으로 판단한 폭주는 여기에 세지 않고 목록, 3번 항목, ‘폭주 중 장애 비율’, ‘폭주와 장애의 동반 배율’, ‘접속지연 시간’에만 셈
-- rows: view surges
-- reads: performance
select o.system_id, o.period, case when o.null_reason is null then cast(count(h.unit) as double) end as value,
    cast(count(h.unit) as double) as numerator, cast(null as double) as denominator, cast(count(h.unit) as bigint) as n,
    o.coverage, o.null_reason
from load_covered o
left join happened h on h.system_id = o.system_id and h.period = o.period and h.evidence = 'surges'
group by o.system_id, o.period, o.null_reason, o.coverage
