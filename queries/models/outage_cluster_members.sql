-- id: outage_cluster_members
-- grain: outage ticket x system
-- doc: which event each outage belongs to (metrics.md 3.5): outages linked by time or by a ticket are one event; stops without a ticket belong to none.
-- By time: starts at most `cluster.gap_minutes` apart and an overlap of at least `cluster.overlap_minutes`, single linkage.
-- Of outages that last that long, those between two linked ones are linked to the first of them as well, so in order of
-- start an event is one stretch: it ends where nothing begun within the gap still runs. By ticket: one ticket of
-- several systems, and tickets that share a parent or are it. Both kinds of links join: the smallest label spreads over
-- them until nothing changes. `cluster_id` is the first ticket of the event.
-- needs: system_incidents
with recursive nodes as (
    select system_id, source, native_id, source || '/' || native_id as ticket, source || '/' || parent_id as parent,
        start_at, until_at, seconds_between(start_at, until_at) >= 60 * param('cluster.overlap_minutes') as lasting
    from system_incidents
    where is_outage
),
moments as (
    select start_at, max(until_at) as until_at from nodes where lasting group by start_at
),
held as (
    select start_at,
        max(until_at) over (
            order by start_at
            range between to_minutes(cast(param('cluster.gap_minutes') as bigint)) preceding and current row
            exclude current row
        ) as held_until
    from moments
),
stretches as (
    select start_at,
        count(*) filter (
            where held_until is null or seconds_between(start_at, held_until) < 60 * param('cluster.overlap_minutes')
        ) over (order by start_at rows between unbounded preceding and current row) as stretch
    from held
),
links as (
    select n.ticket as a, 'stretch ' || s.stretch as b
    from nodes n
    join stretches s on s.start_at = n.start_at
    where n.lasting
    union
    select ticket, parent from nodes where parent is not null
),
both_ways as (
    select a, b from links
    union
    select b, a from links
),
labels(hub, label) using key (hub) as (
    select hub, hub as label
    from (select ticket as hub from nodes union select a from both_ways)
    union
    select w.b, min(l.label)
    from labels l
    join both_ways w on w.a = l.hub
    join recurring.labels o on o.hub = w.b
    where l.label < o.label
    group by w.b
)
select n.system_id, n.source, n.native_id, n.start_at, n.until_at,
    first_value(n.ticket) over (partition by l.label order by n.start_at, n.ticket, n.system_id) as cluster_id
from (
    select system_id, source, native_id, ticket, min(start_at) as start_at, max(until_at) as until_at
    from nodes
    group by system_id, source, native_id, ticket
) n
join labels l on l.hub = n.ticket
