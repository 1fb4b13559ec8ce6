-- id: service_clocks
-- grain: system x period x clock
-- doc: seconds of each clock of a system in a period (metrics.md 3.4, trap 14): AST (agreed service time) and the sets of `outage_islands`; a clock that did not run is absent.
-- WEIGHTED is FULL+PARTIAL time weighted by the share of the service that was down; its whole seconds are in `seconds`,
-- all of it in `microseconds`.
-- AST = observed time inside service hours and outside planned windows. Time that an incident itself states as down is
-- observed even where the coverage of the incident export ends before it.
-- needs: closed_hours, coverage, observed, outage_islands, outage_weights, outages, stop_windows
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
),
intervals as (
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
)
select system_id, period, clock, microseconds // 1000000 as seconds, microseconds
from (
    select o.system_id, o.period, i.clock,
        cast(sum(
            i.weight * seconds_between(greatest(o.w_start, i.start_at), least(o.w_end, i.end_at))
        ) as bigint) as microseconds
    from observed o
    join intervals i on i.system_id = o.system_id and i.start_at < o.w_end and i.end_at > o.w_start
    where o.table_name = 'incidents' and o.w_seconds > 0
    group by o.system_id, o.period, i.clock
)
