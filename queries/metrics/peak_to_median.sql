-- id: peak_to_median
-- grain: system x period
-- title_ko: 중앙값 대비 최대 부하
-- title_en: peak to median load
-- unit: times
-- question: How far apart are the busiest and the usual hour?
-- numerator: 99.5th percentile of the load in service hours
-- denominator: median of the load in service hours
-- definition: metrics.md 3.7: PAR = P99.5 / P50 in service hours
-- rows: view load_rhythm
select o.system_id, o.period, case when o.load_seconds > 0 then r.par end as value, r.p99_5 as numerator, r.p50 as denominator,
    cast(r.minutes as bigint) as n, ratio_of(o.load_seconds, o.w_seconds) as coverage,
    case
        when o.load_seconds > 0 and r.par is not null then null
        when o.w_seconds = 0 then 'not_observed'
        when o.load_seconds = 0 or r.minutes is null then 'no_load'
        else 'median_zero'
    end as null_reason
from load_covered o
left join load_rhythm r on r.system_id = o.system_id and r.period = o.period
