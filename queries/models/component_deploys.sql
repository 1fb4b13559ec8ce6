-- id: component_deploys
-- grain: live deployment of one component of one system
-- public: yes
-- doc: live attempts (success or partial) with the release event they belong to (metrics.md 3.1, rule 4).
-- Countable deployments whose starts follow within `release.chain_minutes` are one chain, cut after
-- `release.chain_hours`; chains that share a change_id are one release while their starts lie within
-- `release.change_hours` of the earliest. Rollbacks and infra are events of their own.
-- needs: deploy_attempts, deploy_rows
with recursive countable as (
    select attempt_id, system_id, started_at
    from deploy_attempts
    where live and countable
),
gaps as (
    select *, case when seconds_between(lag(started_at) over starts, started_at) <= 60 * param('release.chain_minutes')
        then 0 else 1 end as fresh
    from countable
    window starts as (partition by system_id order by started_at, attempt_id)
),
strings as (
    select *, sum(fresh) over (
        partition by system_id order by started_at, attempt_id rows between unbounded preceding and current row
    ) as string
    from gaps
),
anchors as (
    select system_id, string, min(started_at) as anchor
    from strings
    group by system_id, string
    union all
    select a.system_id, a.string, min(s.started_at)
    from anchors a
    join strings s on s.system_id = a.system_id and s.string = a.string
        and seconds_between(a.anchor, s.started_at) > 3600 * param('release.chain_hours')
    group by a.system_id, a.string, a.anchor
),
chained as (
    select s.attempt_id, s.system_id, s.started_at, max(a.anchor) as chain
    from strings s
    join anchors a on a.system_id = s.system_id and a.string = s.string and a.anchor <= s.started_at
    group by s.attempt_id, s.system_id, s.started_at
),
changes as (
    select distinct c.system_id, c.chain, d.change_id
    from chained c
    join deploy_rows d on d.attempt_id = c.attempt_id
    where d.change_id is not null
),
change_anchors as (
    select system_id, change_id, min(chain) as anchor
    from changes
    group by system_id, change_id
    union all
    select a.system_id, a.change_id, min(c.chain)
    from change_anchors a
    join changes c on c.system_id = a.system_id and c.change_id = a.change_id
        and seconds_between(a.anchor, c.chain) > 3600 * param('release.change_hours')
    group by a.system_id, a.change_id, a.anchor
),
change_groups as (
    select c.system_id, c.chain, c.change_id, max(a.anchor) as anchor
    from changes c
    join change_anchors a on a.system_id = c.system_id and a.change_id = c.change_id and a.anchor <= c.chain
    group by c.system_id, c.chain, c.change_id
),
parents as (
    select system_id, chain, min(anchor) as parent
    from change_groups
    group by system_id, chain
),
roots as (
    select c.system_id, c.chain, c.chain as root
    from (select distinct system_id, chain from chained) c
    left join parents p on p.system_id = c.system_id and p.chain = c.chain
    where p.parent is null or p.parent = c.chain
    union all
    select p.system_id, p.chain,
        case when seconds_between(r.root, p.chain) <= 3600 * param('release.change_hours') then r.root else p.chain end
    from parents p
    join roots r on r.system_id = p.system_id and r.chain = p.parent
    where p.parent < p.chain
),
events as (
    select c.attempt_id, c.system_id, 'release ' || strftime(r.root, '%Y-%m-%d %H:%M:%S.%f') as event
    from chained c
    join roots r on r.system_id = c.system_id and r.chain = c.chain
    union all
    select attempt_id, system_id, 'attempt ' || attempt_id
    from deploy_attempts
    where live and not countable
),
named as (
    select e.system_id, e.event, a.first_source, a.first_native_id, a.started_at, a.attempt_id
    from events e
    join deploy_attempts a on a.attempt_id = e.attempt_id
    qualify row_number() over (
        partition by e.system_id, e.event order by a.started_at, a.first_source, a.first_native_id, a.attempt_id
    ) = 1
),
ids as (
    select system_id, event,
        system_id || '/' || first_source || '/' || first_native_id || case
            when row_number() over same_first > 1 then '#' || row_number() over same_first
            else ''
        end as release_id
    from named
    window same_first as (partition by system_id, first_source, first_native_id order by started_at, event)
)
select i.release_id, a.*
from events e
join ids i on i.system_id = e.system_id and i.event = e.event
join deploy_attempts a on a.attempt_id = e.attempt_id
