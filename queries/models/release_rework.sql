-- id: release_rework
-- grain: rollback or hotfix release x why it is rework
-- public: yes
-- doc: releases that repair an earlier one (metrics.md 3.2): all rollbacks, and hotfixes linked to a failed change or an incident.
-- `reason`: rollback; failed_change (within `failure.hotfix_hours` of a release of the component, or it names the change or
-- deployment of an earlier release that failed); incident (it names an incident of the system, or a request of that type,
-- in its change_id or sr_ids). A name that is a request of another type is no incident.
-- needs: component_deploys, deploy_rows, release_failures, release_repairs, releases, system_incidents, system_requests
with hotfixes as (
    select c.release_id, c.system_id, min(c.started_at) as started_at
    from component_deploys c
    where c.kind = 'hotfix'
    group by c.release_id, c.system_id
),
named as (
    select c.release_id, d.system_id, trim(unnest(string_split(d.sr_ids, ';'))) as name
    from component_deploys c
    join deploy_rows d on d.attempt_id = c.attempt_id
    where c.kind = 'hotfix' and d.sr_ids is not null
    union
    select c.release_id, d.system_id, d.change_id
    from component_deploys c
    join deploy_rows d on d.attempt_id = c.attempt_id
    where c.kind = 'hotfix' and d.change_id is not null
),
tickets as (
    select s.system_id, s.native_id as name, bool_or(coalesce(s.type, '') = 'incident') as is_incident
    from system_requests s
    group by s.system_id, s.native_id
    union
    select i.system_id, i.native_id, true
    from system_incidents i
    where (i.system_id, i.native_id) not in (select (system_id, native_id) from system_requests)
),
failed as (
    select f.release_id, f.system_id, f.started_at, d.native_id as name
    from release_failures f
    join component_deploys c on c.release_id = f.release_id
    join deploy_rows d on d.attempt_id = c.attempt_id
    where f.failed
    union
    select f.release_id, f.system_id, f.started_at, d.change_id
    from release_failures f
    join component_deploys c on c.release_id = f.release_id
    join deploy_rows d on d.attempt_id = c.attempt_id
    where f.failed and d.change_id is not null
)
select release_id, system_id, 'rollback' as reason, cast(null as varchar) as name
from releases
where kind = 'rollback'
union
select repair_release_id, system_id, 'failed_change', null
from release_repairs
where kind = 'hotfix'
union
select n.release_id, n.system_id, 'failed_change', n.name
from named n
join hotfixes h on h.release_id = n.release_id
join failed f on f.system_id = n.system_id and f.name = n.name and f.release_id <> n.release_id
    and f.started_at < h.started_at
union
select n.release_id, n.system_id, 'incident', n.name
from named n
join tickets t on t.system_id = n.system_id and t.name = n.name and t.is_incident
