-- id: evidence
-- grain: set of rows x record x system
-- doc: which records stand behind a figure: those of the set that its header names after `rows:` and whose time meets the period.
-- `rule` says when a record counts in a period [ps, pe): `start` where from_at lies in it, `end` where to_at lies in
-- (ps, pe], `overlap` where the interval meets it, `waiting` where the interval holds its end.
-- needs: affected_rows, change_sr, component_deploys, deploy_attempts, deploy_rows, outages, recovery_incidents, release_failures, releases, stop_windows, system_incidents, system_requests
with requests as (
    select system_id, source, native_id, requested_at, due_at, done_at, is_done from system_requests
),
deployed as (
    select distinct c.release_id, c.attempt_id, d.source, d.native_id, d.system_id
    from component_deploys c
    join deploy_rows d on d.attempt_id = abs(c.attempt_id)
),
down as (
    select o.system_id, o.source, o.incident_id as native_id, 'incidents' as table_name, o.scope, o.start_at, o.until_at,
        o.end_at, o.is_open, o.caused_by_release
    from outages o
    where o.kind = 'incident'
),
stops as (
    select w.system_id, w.source, w.native_id, a.table_name, w.start_at, w.until_at, w.planned
    from stop_windows w
    join (select distinct table_name, source, native_id, system_id from affected_rows) a
        on a.source = w.source and a.native_id = w.native_id and a.system_id = w.system_id
        and a.table_name in ('maintenance', 'change_requests')
),
sets as (
    select 'incidents' as evidence, system_id, 'incidents' as table_name, source, native_id, start_at as from_at,
        start_at as to_at, 'start' as rule
    from system_incidents
    union all select 'outages', system_id, table_name, source, native_id, start_at, start_at, 'start' from down
    union all select 'full_outages', system_id, table_name, source, native_id, start_at, start_at, 'start'
    from down where scope = 'FULL'
    union all select 'outage_time', system_id, table_name, source, native_id, start_at, until_at, 'overlap' from down
    union all select 'outage_time', system_id, table_name, source, native_id, start_at, until_at, 'overlap'
    from stops where not planned
    union all select 'full_outage_time', system_id, table_name, source, native_id, start_at, until_at, 'overlap'
    from down where scope = 'FULL'
    union all select 'full_outage_time', system_id, table_name, source, native_id, start_at, until_at, 'overlap'
    from stops where not planned
    union all select 'deploy_caused_time', system_id, table_name, source, native_id, start_at, until_at, 'overlap'
    from down where caused_by_release is not null
    union all select 'ended_outages', system_id, table_name, source, native_id, end_at, end_at, 'end'
    from down where end_at is not null
    union all select 'open_outages', system_id, table_name, source, native_id, start_at,
        coalesce(end_at, timestamp '9999-01-01'), 'waiting'
    from down where end_at is not null or is_open
    union all select 'planned_time', system_id, table_name, source, native_id, start_at, until_at, 'overlap'
    from stops where planned
    union all select 'recovery_stops', system_id, 'incidents', source, native_id, start_at, start_at, 'start'
    from recovery_incidents
    union all select 'change_sr', system_id, 'change_requests', source, native_id, requested_at, requested_at, 'start'
    from change_sr
    union all select 'all_sr', system_id, 'change_requests', source, native_id, requested_at, requested_at, 'start'
    from requests
    union all select 'policy_sr', system_id, 'change_requests', source, native_id, requested_at, requested_at, 'start'
    from change_sr where is_policy
    union all select 'urgent_sr', system_id, 'change_requests', source, native_id, requested_at, requested_at, 'start'
    from change_sr where urgent
    union all select 'multi_component_sr', system_id, 'change_requests', source, native_id, requested_at, requested_at, 'start'
    from change_sr where components >= 2
    union all select 'released_sr', system_id, 'change_requests', source, native_id, released_at, released_at, 'start'
    from change_sr where lead_seconds is not null
    union all select 'due_sr', system_id, 'change_requests', source, native_id, due_at, due_at, 'end'
    from requests where due_at is not null
    union all select 'waiting_sr', system_id, 'change_requests', source, native_id, requested_at,
        coalesce(done_at, timestamp '9999-01-01'), 'waiting'
    from requests where done_at is not null or not is_done
    union all select 'releases', d.system_id, 'deployments', d.source, d.native_id, r.started_at, r.started_at, 'start'
    from deployed d join releases r on r.release_id = d.release_id where r.counted
    union all select 'failed_releases', d.system_id, 'deployments', d.source, d.native_id, f.started_at, f.started_at, 'start'
    from deployed d join release_failures f on f.release_id = d.release_id where f.failed
    union all select 'failed_releases_strict', d.system_id, 'deployments', d.source, d.native_id, f.started_at,
        f.started_at, 'start'
    from deployed d join release_failures f on f.release_id = d.release_id where f.failed_strict
    union all select 'rework', d.system_id, 'deployments', d.source, d.native_id, r.started_at, r.started_at, 'start'
    from deployed d join releases r on r.release_id = d.release_id where r.kind in ('rollback', 'hotfix')
    union all select 'attempts', d.system_id, 'deployments', d.source, d.native_id, a.started_at, a.started_at, 'start'
    from deploy_attempts a join deploy_rows d on d.attempt_id = abs(a.attempt_id)
)
select distinct evidence, system_id, table_name, source, native_id, from_at, to_at, rule from sets
