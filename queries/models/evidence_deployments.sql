-- id: evidence_deployments
-- grain: set of rows x record x system
-- doc: sets of releases and deployment attempts (metrics.md 3.1, 3.2); columns as in `evidence`.
-- needs: component_deploys, deploy_attempts, deploy_rows, release_failures, releases
with intervals as (
    select *, seconds_between(lag(started_at) over (partition by system_id order by started_at, release_id), started_at)
        as interval_seconds
    from releases
    where counted
),
hotfixed as (
    select distinct h.release_id
    from component_deploys h
    join component_deploys d on d.system_id = h.system_id and d.component = h.component and d.countable
        and d.started_at < h.started_at
        and seconds_between(d.started_at, h.started_at) <= 3600 * param('failure.hotfix_hours')
    where h.kind = 'hotfix'
),
of_releases as (
    select 'releases' as evidence, release_id, started_at, cast(null as bigint) as amount from releases where counted
    union all
    select 'release_intervals', release_id, started_at, interval_seconds from intervals where interval_seconds is not null
    union all
    select 'failed_releases', release_id, started_at, null from release_failures where failed
    union all
    select 'failed_releases_strict', release_id, started_at, null from release_failures where failed_strict
    union all
    select 'releases_and_rollbacks', release_id, started_at, null from releases where counted or kind = 'rollback'
    union all
    select 'rework', r.release_id, r.started_at, null
    from releases r
    where r.kind = 'rollback' or (r.counted and r.release_id in (select release_id from hotfixed))
),
of_attempts as (
    select 'attempts' as evidence, attempt_id, started_at from deploy_attempts where countable and status <> 'unknown'
    union all
    select 'failed_attempts', attempt_id, started_at from deploy_attempts where countable and status = 'failed'
),
records as (
    select distinct c.release_id, d.source, d.native_id, d.system_id
    from component_deploys c
    join deploy_rows d on d.attempt_id = abs(c.attempt_id)
)
select s.evidence, r.system_id, s.release_id as unit, 'deployments' as table_name, r.source, r.native_id,
    s.started_at as from_at, s.started_at as to_at, 'start' as rule, s.amount
from of_releases s
join records r on r.release_id = s.release_id
union all
select s.evidence, d.system_id, cast(s.attempt_id as varchar), 'deployments', d.source, d.native_id, s.started_at,
    s.started_at, 'start', null
from of_attempts s
join deploy_rows d on d.attempt_id = abs(s.attempt_id)
