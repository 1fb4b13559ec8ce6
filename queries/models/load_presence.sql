-- id: load_presence
-- grain: system x metric x tier x local day
-- doc: weight and capacity of the series that should be there on a day: those that began before it and ended after it (metrics.md 3.6).
-- Over a hole a series keeps the weight of its month, or its greatest where it has none then; tier and capacity are those
-- of its last day.
-- needs: load_days
with spans as (
    select system_id, series, metric, min(day) as first_day, max(day) as last_day, arg_max(tier, day) as tier,
        arg_max(cast(round(1000 * coalesce(cores, 1) / parts) as bigint), day) as millicores, max(weight) as weight
    from load_days
    group by system_id, series, metric
),
months as (
    select series, date_trunc('month', day) as month, max(weight) as weight
    from load_days
    group by series, date_trunc('month', day)
),
calendar as (
    select distinct system_id, day from load_days
)
select s.system_id, s.metric, s.tier, c.day, cast(sum(coalesce(m.weight, s.weight)) as bigint) as weight,
    cast(sum(s.millicores) as bigint) as millicores
from spans s
join calendar c on c.system_id = s.system_id and c.day > s.first_day and c.day < s.last_day
left join months m on m.series = s.series and m.month = date_trunc('month', c.day)
group by s.system_id, s.metric, s.tier, c.day
