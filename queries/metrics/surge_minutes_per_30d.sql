-- id: surge_minutes_per_30d
-- grain: system x period
-- title_ko: 30일당 폭주 시간
-- title_en: surge minutes per 30 days
-- unit: minutes per 30 d
-- question: How long is the system flooded?
-- question_ko: 시스템이 폭주 상태인 시간은
-- numerator: minutes of ranked surges that started in the period
-- numerator_ko: 기간에 시작된 순위 대상 폭주의 시간(분)
-- denominator: days of load in months that the weeks before them judge
-- denominator_ko: 폭주를 판단한 일수(앞 56일의 기준선이 있는 달에서 부하를 아는 시간을 일로 환산)
-- definition: metrics.md 3.7: from the first to the last flagged bucket of each surge
-- definition_ko: 폭주마다 기준을 넘은 첫 구간의 시작부터 마지막 구간의 끝까지의 시간 ÷ 일수 × 30. 순위 대상 폭주는 그 달 앞 56일의 기준선으로 판단한 폭주
-- rows: view surges
-- reads: performance
select o.system_id, o.period,
    case when o.null_reason is null then coalesce(sum(h.amount), 0) * 30 * 86400 / o.ranked_seconds end as value,
    cast(coalesce(sum(h.amount), 0) as double) as numerator, o.ranked_seconds / 86400 as denominator,
    cast(count(h.unit) as bigint) as n, o.coverage, o.null_reason
from load_covered o
left join happened h on h.system_id = o.system_id and h.period = o.period and h.evidence = 'surges'
group by o.system_id, o.period, o.null_reason, o.ranked_seconds, o.coverage
