-- id: evidence_incidents
-- grain: set of rows x record x system
-- doc: sets of incidents, outages and stops of the service (metrics.md 3.4, 3.5); columns as in `evidence`.
-- The sets that begin with `own_` leave site events out. `caused_to_others` lies with the system that is the cause, not
-- with the one that its record hits. A set of events counts the event, with its blast radius as amount.
-- needs: affected_rows, outage_cluster_members, outage_clusters, outages, recovery_incidents, stop_windows, system_incidents
with down as (
    select o.system_id, o.source, o.incident_id as native_id, o.scope, o.start_at, o.until_at, o.caused_by_release,
        o.is_site
    from outages o
    where o.kind = 'incident'
),
-- One row an incident, over its stated intervals.
spans as (
    select system_id, source, incident_id as native_id, min(start_at) as start_at, max(end_at) as end_at,
        bool_and(end_at is not null) as ended, bool_or(end_at is not null or is_open) as timed,
        max(case when is_open then timestamp '9999-01-01' else coalesce(end_at, start_at) end) as until_at,
        bool_or(scope = 'FULL') as has_full, min(component) as component, min(cause) as cause,
        bool_or(is_site) as is_site, min(cluster_id) as cluster_id, min(cause_system_id) as cause_system_id,
        arg_min(detect_seconds, start_at) as detect_seconds
    from outages
    where kind = 'incident'
    group by system_id, source, incident_id
),
-- A fault whose system, component and stated cause are those of one that ended not long before; `other` states none.
repeats as (
    select distinct n.system_id, n.source, n.native_id, n.start_at
    from spans n
    join spans e on e.system_id = n.system_id and e.cause = n.cause and n.cause <> 'other' and coalesce(e.component, '') = coalesce(n.component, '')
        and e.ended and e.end_at <= n.start_at
        and seconds_between(e.end_at, n.start_at) <= 86400 * param('outage.repeat_days')
        and (e.source <> n.source or e.native_id <> n.native_id)
),
site_tickets as (
    select m.system_id, m.source, m.native_id
    from outage_cluster_members m
    join outage_clusters c on c.cluster_id = m.cluster_id
    where c.is_site
),
stops as (
    select w.system_id, w.source, w.native_id, a.table_name, w.start_at, w.until_at, w.planned
    from stop_windows w
    join (select distinct table_name, source, native_id, system_id from affected_rows) a
        on a.source = w.source and a.native_id = w.native_id and a.system_id = w.system_id
        and a.table_name in ('maintenance', 'change_requests', 'incidents')
),
sets as (
    select 'incidents' as evidence, system_id, 'incidents' as table_name, source, native_id, min(start_at) as from_at,
        min(start_at) as to_at, 'start' as rule, cast(null as bigint) as amount
    from system_incidents
    group by system_id, source, native_id
    union all
    select 'outages', system_id, 'incidents', source, native_id, start_at, start_at, 'start', null from spans
    union all
    select 'own_outages', system_id, 'incidents', source, native_id, start_at, start_at, 'start', null
    from spans where not is_site
    union all
    select 'site_outages', system_id, 'incidents', source, native_id, start_at, start_at, 'start', null
    from spans where is_site
    union all
    select 'full_outages', system_id, 'incidents', source, native_id, start_at, start_at, 'start', null
    from spans where has_full
    union all
    select 'own_full_outages', system_id, 'incidents', source, native_id, start_at, start_at, 'start', null
    from spans where has_full and not is_site
    union all
    select 'repeat_outages', system_id, 'incidents', source, native_id, start_at, start_at, 'start', null from repeats
    union all
    select 'detected_outages', system_id, 'incidents', source, native_id, start_at, start_at, 'start', detect_seconds
    from spans where detect_seconds is not null
    union all
    select 'suffered_from_others', system_id, 'incidents', source, native_id, start_at, start_at, 'start', null
    from spans where cause_system_id <> system_id and not is_site
    union all
    select 'caused_to_others', cause_system_id, 'incidents', source, native_id, start_at, start_at, 'start', null
    from spans where cause_system_id <> system_id and not is_site
    union all
    select 'outage_time', system_id, 'incidents', source, native_id, start_at, until_at, 'overlap', null from down
    union all
    select 'outage_time', system_id, table_name, source, native_id, start_at, until_at, 'overlap', null
    from stops where not planned
    union all
    select 'full_outage_time', system_id, 'incidents', source, native_id, start_at, until_at, 'overlap', null
    from down where scope = 'FULL'
    union all
    select 'full_outage_time', system_id, table_name, source, native_id, start_at, until_at, 'overlap', null
    from stops where not planned
    union all
    select 'deploy_caused_time', system_id, 'incidents', source, native_id, start_at, until_at, 'overlap', null
    from down where caused_by_release is not null
    union all
    select 'degraded_time', system_id, 'incidents', source, native_id, start_at, until_at, 'overlap', null
    from system_incidents where scope = 'DEGRADED'
    union all
    select 'planned_time', system_id, table_name, source, native_id, start_at, until_at, 'overlap', null
    from stops where planned
    union all
    select 'ended_outages', system_id, 'incidents', source, native_id, start_at, end_at, 'end',
        seconds_between(start_at, end_at)
    from spans where ended
    union all
    select 'over_limit', s.system_id, 'incidents', s.source, s.native_id, s.start_at, s.end_at, 'end', null
    from spans s
    join systems y on y.system_id = s.system_id
    where s.ended and seconds_between(s.start_at, s.end_at) > 60 * recovery_limit(y.grade)
    union all
    select 'open_outages', system_id, 'incidents', source, native_id, start_at, until_at, 'waiting', null
    from spans where timed
    union all
    select 'suspect_outages', system_id, 'incidents', source, native_id,
        start_at + to_days(cast(param('outage.suspect_days') as integer)), until_at, 'waiting', null
    from spans where timed
    union all
    select 'recovery_stops', system_id, 'incidents', source, native_id, start_at, start_at, 'start', null
    from recovery_incidents
    union all
    select 'own_recovery_stops', r.system_id, 'incidents', r.source, r.native_id, r.start_at, r.start_at, 'start', null
    from recovery_incidents r
    anti join site_tickets t on t.system_id = r.system_id and t.source = r.source and t.native_id = r.native_id
)
select *, source || '/' || native_id as unit from sets
union all by name
select 'own_events' as evidence, s.system_id, 'incidents' as table_name, s.source, s.native_id, s.start_at as from_at,
    s.start_at as to_at, 'start' as rule, c.blast_radius as amount, s.cluster_id as unit
from spans s
join outage_clusters c on c.cluster_id = s.cluster_id
where not s.is_site
