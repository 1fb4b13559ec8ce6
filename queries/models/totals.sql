-- id: totals
-- grain: count metric x agency or portfolio x period
-- public: yes
-- doc: counts of whole agencies and of the portfolio; a record that touches three systems counts once.
-- `systems` is how many there are, `systems_known` of how many the figure is known; value is null where of none.
-- needs: happened, observed
with scopes as (
    select 'portfolio' as level, '' as name, system_id from systems
    union all
    select 'agency', coalesce(agency, '(none)'), system_id from systems
),
counts as (
    select metric, evidence, covered_by from metric_catalogue where covered_by is not null
),
known as (
    select c.metric, c.evidence, s.level, s.name, o.system_id, o.period, o.null_reason is null as is_known
    from counts c
    join observed o on o.table_name = c.covered_by
    join scopes s on s.system_id = o.system_id
),
units as (
    select k.metric, k.level, k.name, k.period, count(distinct h.unit) as units
    from known k
    join happened h on h.evidence = k.evidence and h.system_id = k.system_id and h.period = k.period
    where k.is_known
    group by k.metric, k.level, k.name, k.period
),
sizes as (
    select metric, level, name, period, count(*) as systems, count(*) filter (where is_known) as systems_known
    from known
    group by metric, level, name, period
)
select z.metric, z.level, z.name, z.period,
    case when z.systems_known > 0 then coalesce(u.units, 0) end as value, z.systems_known, z.systems
from sizes z
left join units u on u.metric = z.metric and u.level = z.level and u.name = z.name and u.period = z.period
