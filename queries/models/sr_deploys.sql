-- id: sr_deploys
-- grain: service request x system x live deployment
-- public: yes
-- doc: which live deployments carry which service request: named in sr_ids, or as the change_id of the deployment, on the same system.
-- needs: component_deploys, deploy_rows, system_requests
with named as (
    select attempt_id, system_id, trim(unnest(string_split(sr_ids, ';'))) as sr_id
    from deploy_rows
    where sr_ids is not null
    union
    select attempt_id, system_id, change_id
    from deploy_rows
    where change_id is not null
)
select distinct n.attempt_id, n.system_id, s.source, s.native_id, d.started_at, d.date_only, d.component, d.kind, d.release_id
from named n
join component_deploys d on d.attempt_id = n.attempt_id and d.countable
join system_requests s on s.system_id = n.system_id and s.native_id = n.sr_id
