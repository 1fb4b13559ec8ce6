-- id: service_spans
-- grain: system x clock x disjoint interval
-- doc: when each clock of a system runs (metrics.md 3.4, trap 14): AST (agreed service time), the sets of `outage_islands`, WEIGHTED.
-- AST = observed time inside service hours and outside planned windows. Time that an incident itself states as down is
-- observed even where the coverage of the incident export ends before it. `weight` is the share of the service that was
-- down, in millionths; 1000000 but for WEIGHTED.
-- needs: closed_hours, coverage, outage_islands, outage_weights, outages, stop_windows
with inclusions as (
    select system_id, from_ts as start_at, to_ts as end_at from coverage where table_name = 'incidents'
    union all
    select system_id, start_at, until_at from outages
),
exclusions as (
    select system_id, start_at, until_at as end_at from stop_windows where planned
    union all
    select system_id, start_at, end_at from closed_hours
),
steps as (
    select system_id, moment, sum(open) as open, sum(shut) as shut
    from (
        select system_id, start_at as moment, 1 as open, 0 as shut from inclusions where start_at < end_at
        union all
        select system_id, end_at, -1, 0 from inclusions where start_at < end_at
        union all
        select system_id, start_at, 0, 1 from exclusions where start_at < end_at
        union all
        select system_id, end_at, 0, -1 from exclusions where start_at < end_at
    )
    group by system_id, moment
),
levels as (
    select system_id, moment, lead(moment) over w as next_at, sum(open) over w as open, sum(shut) over w as shut
    from steps
    window w as (partition by system_id order by moment)
),
islands as (
    select *,
        count(*) filter (where open = 0 or shut > 0) over (
            partition by system_id order by moment rows between unbounded preceding and current row
        ) as island
    from levels
)
select system_id, 'AST' as clock, 1000000 as weight, min(moment) as start_at, max(next_at) as end_at
from islands
where open > 0 and shut = 0
group by system_id, island
union all
select system_id, scope_set, 1000000, start_at, end_at
from outage_islands
union all
select system_id, 'WEIGHTED', weight, start_at, end_at
from outage_weights
