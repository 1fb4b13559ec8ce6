-- id: cost_ratio
-- grain: system x period
-- title_ko: 초기개발비 대비 연간 비용 비율
-- title_en: yearly cost to initial cost
-- unit: ratio
-- question: What share of the initial cost is spent every year?
-- question_ko: 초기개발비 대비 매년 얼마를 추가개발·유지보수에 쓰는가
-- numerator: median over the last three closed fiscal years of additional development + maintenance
-- numerator_ko: 최근 3개 마감 회계연도의 (추가개발비 + 유지보수비) 중앙값
-- denominator: initial development
-- denominator_ko: 초기개발비
-- definition: guide.md 2.2: median over the last three closed fiscal years of (additional development + maintenance) / initial development; infrastructure and licences are left out
-- definition_ko: (추가개발비 + 유지보수비) ÷ 초기개발비의, 최근 3개 마감 회계연도 중앙값(자료가 있는 연도만). 인프라·라이선스 비용 제외
-- rows: costs.csv
-- reads: costs
with initial as (
    select system_id, sum(cast(amount as decimal(28, 4))) as amount
    from ref_costs
    where category = 'initial_dev'
    group by system_id
),
years as (
    select system_id, period, fiscal_year, sum(cast(amount as decimal(28, 4))) as amount
    from cost_rows
    where category <> 'initial_dev' and left_out is null
    group by system_id, period, fiscal_year
),
medians as (
    select system_id, period, count(*) as years,
        percentile_cont(0.5) within group (order by cast(amount as double)) as amount
    from years
    group by system_id, period
)
select s.system_id, p.period,
    case when i.amount > 0 then m.amount / cast(i.amount as double) end as value,
    m.amount as numerator, cast(i.amount as double) as denominator,
    cast(coalesce(m.years, 0) as bigint) as n, cast(null as double) as coverage,
    case
        when i.amount is null or i.amount <= 0 then 'no_initial_cost'
        when m.years is null then 'no_closed_fiscal_year'
    end as null_reason
from systems s
cross join periods p
left join initial i on i.system_id = s.system_id
left join medians m on m.system_id = s.system_id and m.period = p.period
