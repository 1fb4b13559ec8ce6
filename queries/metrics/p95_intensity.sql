-- id: p95_intensity
-- grain: system x period
-- title_ko: 폭주 강도(P95)
-- title_en: surge intensity (P95)
-- unit: times
-- question: How far beyond the usual daily peak do floods go?
-- question_ko: 폭주가 평소 일 최대 부하의 몇 배까지 오르는가
-- numerator: 95th percentile of peak over usual daily peak of ranked surges
-- numerator_ko: 기간에 시작된 순위 대상 폭주의 (최고 부하 ÷ 평소 일 최대치)의 95번째 백분위수
-- denominator: 1
-- denominator_ko: 1
-- definition: metrics.md 3.7: I_D = peak / D; 0 where load is known and nothing surged
-- definition_ko: I_D(= 최고 부하 ÷ 평소 일 최대치 D)의 P95(보간). 부하를 아는데 폭주가 없으면 0. 순위 대상 폭주는 그 달 앞 56일의 기준선으로 판단한 폭주
-- rows: view surges
-- reads: performance
with surged as (
    select system_id, period, count(*) as surges, percentile_cont(0.95) within group (order by amount) / 1000000 as intensity
    from happened
    where evidence = 'surge_intensity'
    group by system_id, period
)
select o.system_id, o.period, case when o.null_reason is null then coalesce(s.intensity, 0) end as value,
    s.intensity as numerator, cast(null as double) as denominator, cast(coalesce(s.surges, 0) as bigint) as n,
    o.coverage, o.null_reason
from load_covered o
left join surged s on s.system_id = o.system_id and s.period = o.period
