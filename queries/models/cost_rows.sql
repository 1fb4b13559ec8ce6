-- id: cost_rows
-- grain: row of costs.csv x period
-- doc: the costs that the yearly cost of a period is made from, and why the others are not (guide.md 2.2 item 1).
-- rows_of: costs
-- materialized: view
-- needs:
with closed as (
    select period, cast(year(local_date(pe)) as bigint) - 1 as last_year from periods
)
select c.*, p.period,
    case
        when c.category = 'initial_dev' then null
        when c.category not in ('additional_dev', 'maintenance') then 'category does not count'
        when c.fiscal_year > p.last_year then 'fiscal year not closed'
        when c.fiscal_year <= p.last_year - param('cost.fiscal_years') then 'older than the fiscal years that count'
    end as left_out
from ref_costs c
cross join closed p
