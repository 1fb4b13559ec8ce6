-- id: item_06
-- item: 6
-- grain: system
-- window: T12
-- rows: releases, systems.csv n_components n_tables n_shared_tables n_external_interfaces
-- reads: deployments, systems
-- hints: item6.co_change, item6.shared_tables, item6.interfaces, item6.components
-- question: Can functions and database be separated into small services that run on their own?
-- definition: guide.md 2.2: never answered from data, only hinted at: releases that touch two or more components (of those
-- that name any) at most `item6.co_change`, tables written by two or more modules at most `item6.shared_tables`, external
-- interfaces at most `item6.interfaces`, at least `item6.components` components.
with events as (
    select r.system_id, r.release_id, count(distinct nullif(c.component, '')) as components
    from releases r
    join component_deploys c on c.release_id = r.release_id
    join periods p on p.period = 'T12' and r.started_at >= p.ps and r.started_at < p.pe
    where r.counted
    group by r.system_id, r.release_id
),
changes as (
    select system_id, count(*) as releases, count(*) filter (where components >= 2) as together
    from events
    where components > 0
    group by system_id
),
seen as (
    select system_id, count(distinct component) as components from affected where component is not null group by system_id
),
facts as (
    select y.system_id, c.releases, c.together, coalesce(y.n_components, s.components) as components,
        y.n_external_interfaces as interfaces,
        case when y.n_tables > 0 then y.n_shared_tables / y.n_tables end as shared_tables
    from systems y
    left join changes c on c.system_id = y.system_id
    left join seen s on s.system_id = y.system_id
)
select system_id, 6 as item, 'U' as answer, 'None' as tier,
    case when releases > 0 then together / releases end as value, param('item6.co_change') as threshold, 'item6.co_change' as parameter,
    cast(coalesce(releases, 0) as bigint) as n,
    coalesce('hints: ' || nullif(concat_ws('; ',
        case when releases > 0 then together || ' of ' || releases || ' releases touch several components ('
            || case when together <= param('item6.co_change') * releases then 'speaks for' else 'speaks against' end || ')' end,
        components || ' components (' || case when components >= param('item6.components') then 'speaks for' else 'speaks against' end || ')',
        printf('%.0f', 100 * shared_tables) || ' % of the tables written by several modules ('
            || case when shared_tables <= param('item6.shared_tables') then 'speaks for' else 'speaks against' end || ')',
        interfaces || ' external interfaces (' || case when interfaces <= param('item6.interfaces') then 'speaks for' else 'speaks against' end || ')'
    ), ''), 'no hints: neither components nor interfaces are known') as evidence,
    cast(null as varchar) as alternatives
from facts
