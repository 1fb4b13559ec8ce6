-- id: release_failures
-- grain: counted release
-- public: yes
-- doc: whether a release is a failed change (metrics.md 3.2): rolled back (a), named by an incident (b), followed by an incident (c, inferred), followed by a hotfix (d).
-- `failed_strict` is a or b, `failed` any. `failed_24h`, `failed_72h` and `failed_7d` set the window of c to that length,
-- whatever the cause. `immature` marks releases younger than `failure.rollback_hours` at as_of.
-- needs: release_incidents, release_repairs, releases
with hits as (
    select release_id, bool_or(grade = 'id') as named,
        bool_or(grade <> 'id' and within) as followed,
        min(case when grade <> 'id' then seconds_after end) as soonest
    from release_incidents
    group by release_id
),
repaired as (
    select release_id, bool_or(kind = 'rollback') as rolled_back, bool_or(kind = 'hotfix') as hotfixed
    from release_repairs
    group by release_id
),
marks as (
    select r.release_id, r.system_id, r.started_at,
        coalesce(p.rolled_back, false) as rolled_back,
        coalesce(h.named, false) as named,
        coalesce(h.followed, false) as followed_by_incident,
        coalesce(p.hotfixed, false) as hotfixed,
        h.soonest
    from releases r
    left join hits h on h.release_id = r.release_id
    left join repaired p on p.release_id = r.release_id
    where r.counted
)
select m.* exclude (soonest), m.rolled_back or m.named as failed_strict,
    m.rolled_back or m.named or m.hotfixed or m.followed_by_incident as failed,
    m.rolled_back or m.named or m.hotfixed or coalesce(m.soonest <= 24 * 3600, false) as failed_24h,
    m.rolled_back or m.named or m.hotfixed or coalesce(m.soonest <= 72 * 3600, false) as failed_72h,
    m.rolled_back or m.named or m.hotfixed or coalesce(m.soonest <= 168 * 3600, false) as failed_7d,
    seconds_between(m.started_at, x.as_of) < 3600 * param('failure.rollback_hours') as immature
from marks m
cross join run x
