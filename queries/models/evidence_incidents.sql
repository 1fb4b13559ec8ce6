-- id: evidence_incidents
-- grain: set of rows x record x system
-- doc: sets of incidents, outages and stops of the service (metrics.md 3.4); columns as in `evidence`.
-- needs: affected_rows, outages, recovery_incidents, stop_windows, system_incidents
with down as (
    select o.system_id, o.source, o.incident_id as native_id, o.scope, o.start_at, o.until_at, o.caused_by_release
    from outages o
    where o.kind = 'incident'
),
-- One row an incident, over its stated intervals.
spans as (
    select system_id, source, incident_id as native_id, min(start_at) as start_at, max(end_at) as end_at,
        bool_and(end_at is not null) as ended, bool_or(end_at is not null or is_open) as timed,
        max(coalesce(end_at, timestamp '9999-01-01')) as until_at
    from outages
    where kind = 'incident'
    group by system_id, source, incident_id
),
stops as (
    select w.system_id, w.source, w.native_id, a.table_name, w.start_at, w.until_at, w.planned
    from stop_windows w
    join (select distinct table_name, source, native_id, system_id from affected_rows) a
        on a.source = w.source and a.native_id = w.native_id and a.system_id = w.system_id
        and a.table_name in ('maintenance', 'change_requests')
),
sets as (
    select 'incidents' as evidence, system_id, 'incidents' as table_name, source, native_id, min(start_at) as from_at,
        min(start_at) as to_at, 'start' as rule, cast(null as bigint) as amount
    from system_incidents
    group by system_id, source, native_id
    union all
    select 'outages', system_id, 'incidents', source, native_id, start_at, start_at, 'start', null from spans
    union all
    select 'full_outages', system_id, 'incidents', source, native_id, min(start_at), min(start_at), 'start', null
    from down where scope = 'FULL' group by system_id, source, native_id
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
    select 'planned_time', system_id, table_name, source, native_id, start_at, until_at, 'overlap', null
    from stops where planned
    union all
    select 'ended_outages', system_id, 'incidents', source, native_id, start_at, end_at, 'end',
        seconds_between(start_at, end_at)
    from spans where ended
    union all
    select 'open_outages', system_id, 'incidents', source, native_id, start_at, until_at, 'waiting', null
    from spans where timed
    union all
    select 'recovery_stops', system_id, 'incidents', source, native_id, start_at, start_at, 'start', null
    from recovery_incidents
)
select *, source || '/' || native_id as unit from sets
