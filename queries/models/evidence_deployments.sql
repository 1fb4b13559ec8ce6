-- id: evidence_deployments
-- grain: set of rows x record x system
-- doc: sets of releases and deployment attempts (metrics.md 3.1, 3.2); columns as in `evidence`.
-- `amount` is seconds for intervals, recoveries and waits, requests for `releases`, retries for `attempts`.
-- needs: component_deploys, deploy_attempts, deploy_rows, promotion_waits, release_failures, release_incidents, release_recoveries, release_rework, releases
with intervals as (
    select *, seconds_between(lag(started_at) over (partition by system_id order by started_at, release_id), started_at)
        as interval_seconds
    from releases
    where counted
),
of_releases as (
    select 'releases' as evidence, release_id, started_at, requests as amount from releases where counted
    union all
    select 'release_intervals', release_id, started_at, interval_seconds from intervals where interval_seconds is not null
    union all
    select 'failed_releases', release_id, started_at, null from release_failures where failed
    union all
    select 'failed_releases_strict', release_id, started_at, null from release_failures where failed_strict
    union all
    select 'failed_releases_24h', release_id, started_at, null from release_failures where failed_24h
    union all
    select 'failed_releases_72h', release_id, started_at, null from release_failures where failed_72h
    union all
    select 'failed_releases_7d', release_id, started_at, null from release_failures where failed_7d
    union all
    select 'recoveries', release_id, started_at, seconds from release_recoveries where seconds is not null
    union all
    select 'open_recoveries', release_id, started_at, null from release_recoveries where is_open
    union all
    select 'releases_and_rollbacks', release_id, started_at, null from releases where counted or kind = 'rollback'
    union all
    select 'rework', release_id, started_at, null
    from releases
    where kind = 'rollback' or (counted and release_id in (select release_id from release_rework))
),
of_attempts as (
    select 'attempts' as evidence, cast(attempt_id as varchar) as unit, attempt_id, started_at, retries as amount
    from deploy_attempts where countable and status <> 'unknown'
    union all
    select 'failed_attempts', cast(attempt_id as varchar), attempt_id, started_at, null
    from deploy_attempts where countable and status = 'failed'
    union all
    select 'component_deploys', cast(attempt_id as varchar), attempt_id, started_at, null
    from component_deploys where countable
    union all
    select 'partial_deploys', cast(attempt_id as varchar), attempt_id, started_at, null
    from component_deploys where countable and status = 'partial'
    union all
    select 'deploy_days', strftime(local_date(started_at), '%Y-%m-%d'), attempt_id, started_at, null
    from component_deploys where countable
    union all
    select 'promotions', cast(attempt_id as varchar), attempt_id, started_at, wait_seconds
    from promotion_waits
),
of_incidents as (
    select 'attributed_incidents' as evidence, system_id, source, native_id, start_at from release_incidents
    union all
    select 'incidents_within_24h', system_id, source, native_id, start_at
    from release_incidents where seconds_after between 0 and 24 * 3600
    union all
    select 'incidents_within_72h', system_id, source, native_id, start_at
    from release_incidents where seconds_after between 0 and 72 * 3600
    union all
    select 'incidents_within_7d', system_id, source, native_id, start_at
    from release_incidents where seconds_after between 0 and 168 * 3600
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
select s.evidence, d.system_id, s.unit, 'deployments', d.source, d.native_id, s.started_at, s.started_at, 'start', s.amount
from of_attempts s
join deploy_rows d on d.attempt_id = abs(s.attempt_id)
union all
select evidence, system_id, source || '/' || native_id, 'incidents', source, native_id, start_at, start_at, 'start', null
from of_incidents
