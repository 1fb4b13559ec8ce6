-- id: peak_to_median
-- grain: system x period
-- title_ko: 중앙값 대비 최대 부하
-- title_en: peak to median load
-- unit: times
-- question: How far apart are the busiest and the usual hour?
-- question_ko: 가장 바쁠 때의 부하는 보통 때의 몇 배인가
-- numerator: 99.5th percentile of the load in service hours
-- numerator_ko: 서비스 시간 안 부하의 99.5번째 백분위수
-- denominator: median of the load in service hours
-- denominator_ko: 서비스 시간 안 부하의 중앙값
-- definition: metrics.md 3.7: PAR = P99.5 / P50 in service hours
-- definition_ko: PAR = 서비스 시간 안 부하의 P99.5 ÷ P50(보간)
-- rows: view load_rhythm
-- reads: performance
select o.system_id, o.period, case when o.null_reason in ('not_observed', 'no_load', 'coarse_step', 'no_coverage') then null else r.par end as value,
    r.p99_5 as numerator, r.p50 as denominator, cast(r.minutes as bigint) as n, o.coverage,
    case
        when o.null_reason in ('not_observed', 'no_load', 'coarse_step', 'no_coverage') then o.null_reason
        when r.minutes is null then 'no_load'
        when r.par is null then 'median_zero'
    end as null_reason
from load_covered o
left join load_rhythm r on r.system_id = o.system_id and r.period = o.period
