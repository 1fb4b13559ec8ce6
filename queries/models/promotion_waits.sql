-- id: promotion_waits
-- grain: version of one component of one system
-- public: yes
-- doc: how long a version waited between its first deployment to staging and its first to production (metrics.md 3.1, promotion wait).
-- Only versions whose first live production deployment comes after the first in staging (검증계); failed ones do not count.
-- needs: affected_rows, component_deploys, deployments
with staged as (
    select a.system_id, coalesce(d.component, '') as component, d.version, min(d.started_at) as staged_at
    from deployments d
    join affected_rows a on a.table_name = 'deployments' and a.receipt = d.receipt and a.record = d.record
        and a.row_hash = d.row_hash
    where d.env = 'STG' and d.version is not null and coalesce(d.status, 'success') in ('success', 'rolled_back')
    group by a.system_id, coalesce(d.component, ''), d.version
),
firsts as (
    select attempt_id, system_id, component, version, started_at
    from component_deploys
    where kind in ('planned', 'hotfix', 'rollback') and version is not null
    qualify row_number() over (partition by system_id, component, version order by started_at, attempt_id) = 1
)
select f.attempt_id, f.system_id, f.component, f.version, s.staged_at, f.started_at,
    seconds_between(s.staged_at, f.started_at) as wait_seconds
from firsts f
join staged s on s.system_id = f.system_id and s.component = f.component and s.version = f.version
where s.staged_at <= f.started_at
