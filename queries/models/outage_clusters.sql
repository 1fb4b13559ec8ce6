-- id: outage_clusters
-- grain: event (outages that belong together)
-- public: yes
-- doc: events of `outage_cluster_members` with their blast radius, the distinct systems in them (metrics.md 3.5).
-- A site event (`is_site`) has `site.systems` systems or more, or hits `site.centre_share` of the systems of a centre and
-- at least `site.centre_systems`, or names a cause of `site.causes`. It counts in availability, not in figures of
-- isolation and not in the score of candidates: splitting a system does not save it from the loss of its site.
-- needs: outage_cluster_members, system_incidents
with centre_sizes as (
    select center, count(*) as systems from systems where center is not null group by center
),
centre_hits as (
    select m.cluster_id, y.center, count(distinct m.system_id) as systems
    from outage_cluster_members m
    join systems y on y.system_id = m.system_id
    where y.center is not null
    group by m.cluster_id, y.center
),
centre_events as (
    select distinct h.cluster_id
    from centre_hits h
    join centre_sizes z on z.center = h.center
    where h.systems >= param('site.centre_systems') and h.systems >= param('site.centre_share') * z.systems - 1e-9
),
cause_events as (
    select distinct m.cluster_id
    from outage_cluster_members m
    join system_incidents i on i.system_id = m.system_id and i.source = m.source and i.native_id = m.native_id
    where i.is_outage and is_listed(param_text('site.causes'), i.cause)
),
events as (
    select cluster_id, min(start_at) as start_at, max(until_at) as until_at, count(distinct system_id) as blast_radius,
        count(distinct source || '/' || native_id) as tickets
    from outage_cluster_members
    group by cluster_id
)
select e.cluster_id, e.start_at, e.until_at, e.blast_radius, e.tickets,
    case
        when e.blast_radius >= param('site.systems') then 'systems'
        when c.cluster_id is not null then 'centre'
        when x.cluster_id is not null then 'cause'
    end as site_reason,
    e.blast_radius >= param('site.systems') or c.cluster_id is not null or x.cluster_id is not null as is_site
from events e
left join centre_events c on c.cluster_id = e.cluster_id
left join cause_events x on x.cluster_id = e.cluster_id
