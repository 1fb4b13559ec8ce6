-- id: release_failures
-- grain: counted release
-- public: yes
-- doc: whether a release is a failed change (metrics.md 3.2): rolled back (a), named by an incident (b), followed by an incident (c, inferred), followed by a hotfix (d).
-- `failed_strict` is a or b, `failed` any. A rollback or hotfix counts against the latest preceding release of the
-- component; an inferred rollback to the version that was live already undoes a failed attempt, not a release.
-- `immature` marks releases younger than `failure.rollback_hours` at as_of.
-- needs: component_deploys, release_incidents, releases
with undone as (
    select d.release_id, r.attempt_id,
        r.inferred_rollback and r.attempt_id > 0 and coalesce(d.version = r.version, false) as same_version
    from component_deploys r
    join component_deploys d on d.system_id = r.system_id and d.countable and d.started_at <= r.started_at
        and (d.component = r.component or d.component = '' or r.component = '')
    where r.kind = 'rollback'
        and seconds_between(d.started_at, r.started_at) <= 3600 * param('failure.rollback_hours')
    qualify row_number() over (
        partition by r.attempt_id order by abs(r.attempt_id) = d.attempt_id desc, d.started_at desc, d.attempt_id desc
    ) = 1
),
fixed as (
    select d.release_id, h.attempt_id
    from component_deploys h
    join component_deploys d on d.system_id = h.system_id and d.countable and d.started_at < h.started_at
        and d.component = h.component and d.attempt_id <> h.attempt_id
    where h.kind = 'hotfix'
        and seconds_between(d.started_at, h.started_at) <= 3600 * param('failure.hotfix_hours')
    qualify row_number() over (partition by h.attempt_id order by d.started_at desc, d.attempt_id desc) = 1
),
marks as (
    select r.release_id, r.system_id, r.started_at,
        r.release_id in (select release_id from undone where not same_version) as rolled_back,
        r.release_id in (select release_id from release_incidents where grade = 'id') as named,
        r.release_id in (select release_id from release_incidents where grade <> 'id' and within) as followed_by_incident,
        r.release_id in (select release_id from fixed) as hotfixed
    from releases r
    where r.counted
)
select m.*, m.rolled_back or m.named as failed_strict,
    m.rolled_back or m.named or m.followed_by_incident or m.hotfixed as failed,
    seconds_between(m.started_at, x.as_of) < 3600 * param('failure.rollback_hours') as immature
from marks m
cross join run x
