-- id: releases
-- grain: release event of one system
-- public: yes
-- doc: release events; `counted` ones make the deployment frequency (planned, hotfix, config, data_patch), rollbacks and infra stand beside them.
-- `kind` is hotfix only where every deployment in it is one; `urgent` where any is, or where it delivers an urgent
-- request. `started_at` and `last_started_at` are the first and last start in it.
-- needs: component_deploys, deploy_rows, sr_deploys, system_requests
with changes as (
    select c.release_id, string_agg(distinct d.change_id, ';' order by d.change_id) as change_id,
        string_agg(distinct d.version, ';' order by d.version) as versions,
        count(distinct d.source) as n_sources
    from component_deploys c
    join deploy_rows d on d.attempt_id = abs(c.attempt_id)
    group by c.release_id
),
urgent_requests as (
    select c.release_id, bool_or(coalesce(s.urgent, false)) as urgent, count(distinct (s.source, s.native_id)) as requests
    from component_deploys c
    join sr_deploys l on l.attempt_id = c.attempt_id
    join system_requests s on s.system_id = l.system_id and s.source = l.source and s.native_id = l.native_id
    group by c.release_id
)
select c.release_id, c.system_id,
    min(c.started_at) as started_at, max(c.started_at) as last_started_at, max(c.finished_at) as finished_at,
    case
        when min(c.kind) = max(c.kind) then min(c.kind)
        when bool_or(c.kind = 'planned') then 'planned'
        when bool_or(c.kind = 'hotfix') then 'hotfix'
        else min(c.kind)
    end as kind,
    bool_and(c.countable) as counted,
    count(distinct c.component) as components,
    count(*) as deployments,
    h.versions, h.change_id,
    cast(sum(c.retries) as bigint) as retries,
    bool_or(c.status = 'partial') as partial,
    bool_or(c.inferred_rollback) as inferred,
    bool_or(c.kind = 'hotfix') or coalesce(bool_or(u.urgent), false) as urgent,
    coalesce(max(u.requests), 0) as requests,
    bool_or(c.date_only) as date_only,
    h.n_sources
from component_deploys c
join changes h on h.release_id = c.release_id
left join urgent_requests u on u.release_id = c.release_id
group by c.release_id, c.system_id, h.versions, h.change_id, h.n_sources
