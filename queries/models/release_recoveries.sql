-- id: release_recoveries
-- grain: failed release
-- public: yes
-- doc: how long a failed release took to be made good (metrics.md 3.2, FDRT).
-- It failed when the first incident attributed to it began, and was restored when that one, and those that overlap it,
-- ended; where their end is unknown or there is none, when its first rollback or hotfix ended (`clock` repair). Without
-- an incident it failed when that began. `is_open`: not restored at as_of. `seconds` is null where no end is known.
-- needs: release_failures, release_incidents, release_repairs, system_incidents
with hits as (
    select a.release_id, i.start_at, i.end_at, i.until_at, i.is_open,
        max(i.until_at) over (
            partition by a.release_id order by i.start_at, i.until_at, i.source, i.native_id
            rows between unbounded preceding and 1 preceding
        ) as earlier_until
    from release_incidents a
    join system_incidents i on i.system_id = a.system_id and i.source = a.source and i.native_id = a.native_id
    where a.within
),
islands as (
    select *,
        count(*) filter (where earlier_until is null or start_at > earlier_until) over (
            partition by release_id order by start_at, until_at rows between unbounded preceding and current row
        ) as island
    from hits
),
firsts as (
    select release_id, min(start_at) as failed_at, bool_or(is_open) as is_open,
        case when bool_and(end_at is not null) then max(end_at) end as restored_at
    from islands
    where island = 1
    group by release_id
),
repairs as (
    select release_id, started_at, finished_at
    from release_repairs
    where not implied
    qualify row_number() over (partition by release_id order by started_at, repair_id) = 1
),
timed as (
    select f.release_id, f.system_id, f.started_at,
        coalesce(i.failed_at, p.started_at) as failed_at,
        coalesce(i.is_open, p.finished_at > r.as_of, false) as is_open,
        case
            when i.is_open or (i.release_id is null and p.finished_at > r.as_of) then null
            when i.restored_at is not null then i.restored_at
            when p.finished_at >= coalesce(i.failed_at, p.started_at) and p.finished_at <= r.as_of then p.finished_at
        end as restored_at,
        case when i.restored_at is not null or i.is_open then 'incident' when p.release_id is not null then 'repair' end as clock
    from release_failures f
    cross join run r
    left join firsts i on i.release_id = f.release_id
    left join repairs p on p.release_id = f.release_id
    where f.failed
)
select *, seconds_between(failed_at, restored_at) as seconds
from timed
