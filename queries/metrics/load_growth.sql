-- id: load_growth
-- grain: system x period
-- title_ko: 부하 증가 배수(전년 대비)
-- title_en: load growth over a year
-- unit: times
-- question: How much larger is the usual daily peak than a year before?
-- question_ko: 평소 일 최대 부하가 1년 전의 몇 배인가
-- numerator: usual daily peak D of the last month of the period
-- numerator_ko: 기간 마지막 달의 평소 일 최대치 D
-- denominator: D of the same month a year before
-- denominator_ko: 1년 전 같은 달의 D
-- definition: metrics.md 3.7: D_M / D_(M-12), near the customer growth of the guide
-- definition_ko: 기간 마지막 달의 D ÷ 12개월 전 같은 달의 D. D는 해당 달 앞 56일의 영업일마다 15분가량 유지된 최고 부하(5분 값 중 세 번째로 큰 값)의 중앙값. 가이드의 고객증가율에 가까운 지표
-- rows: view load_months
-- reads: performance
with last_months as (
    select p.period, arg_max(m.period, m.ps) as month
    from periods p
    join periods m on m.kind = 'month' and m.ps >= p.ps and m.pe <= p.pe
    group by p.period
)
select o.system_id, o.period, g.growth as value, g.daily_peak as numerator, g.daily_peak / g.growth as denominator,
    cast(g.daily_peak_days as bigint) as n, o.coverage,
    case
        when g.growth is not null then null
        when o.w_seconds = 0 then 'not_observed'
        when o.load_seconds = 0 then 'no_load'
        else 'history_too_short'
    end as null_reason
from load_covered o
join last_months l on l.period = o.period
left join load_months g on g.system_id = o.system_id and g.period = l.month
