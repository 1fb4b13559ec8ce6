-- id: release_incidents
-- grain: incident x system
-- public: yes
-- doc: the one release that an incident is attributed to, and on what evidence (metrics.md 3.2): id (it names the change, deployment or request), field (its cause is a change), time.
-- Without a name it is the latest preceding countable deployment of the system, at most `failure.horizon_hours` before.
-- `within` says whether it lies in the bounded window: always for id, `failure.change_incident_hours` for field,
-- `failure.incident_hours` for time, counted from the end of that deployment (its start where no end is known). Where one
-- side holds only a date, dates are compared. A system without a deploy log is held against its changes with an actual
-- end (`kind` change).
-- needs: affected_rows, change_requests, component_deploys, deploy_rows, sr_deploys, system_incidents
with hits as (
    select system_id, source, native_id, min(start_at) as start_at, min(change_id) as change_id,
        min(cause) as cause, bool_or(date_only) as date_only
    from system_incidents
    group by system_id, source, native_id
),
changes as (
    select distinct a.system_id, c.source, c.native_id, coalesce(c.actual_start, c.actual_end) as started_at,
        c.actual_end as finished_at
    from change_requests c
    join affected_rows a on a.table_name = 'change_requests' and a.receipt = c.receipt and a.record = c.record
        and a.row_hash = c.row_hash
    cross join run r
    where c.actual_end <= r.as_of and coalesce(c.status, '') <> 'rejected'
        and a.system_id not in (select system_id from component_deploys)
),
candidates as (
    select system_id, release_id, 'release' as kind, countable, started_at,
        greatest(coalesce(finished_at, started_at), started_at) as finished_at, date_only
    from component_deploys
    union all
    select system_id, system_id || '/' || source || '/' || native_id, 'change', true, started_at, finished_at, false
    from changes
),
keys as (
    select d.system_id, d.release_id, d.countable, d.started_at, r.change_id as name
    from component_deploys d join deploy_rows r on r.attempt_id = d.attempt_id where r.change_id is not null
    union
    select d.system_id, d.release_id, d.countable, d.started_at, r.native_id
    from component_deploys d join deploy_rows r on r.attempt_id = d.attempt_id
    union
    select system_id, release_id, true, started_at, native_id
    from sr_deploys
    union
    select system_id, system_id || '/' || source || '/' || native_id, true, started_at, native_id
    from changes
),
by_id as (
    select h.system_id, h.source, h.native_id, k.release_id
    from hits h
    join keys k on k.system_id = h.system_id and k.name = h.change_id
    qualify row_number() over (
        partition by h.system_id, h.source, h.native_id
        order by k.countable desc, k.started_at <= h.start_at desc, abs(seconds_between(k.started_at, h.start_at)), k.release_id
    ) = 1
),
by_time as (
    select h.system_id, h.source, h.native_id, c.release_id, c.kind, c.date_only or h.date_only as dates_only,
        date_diff('day', local_date(c.finished_at), local_date(h.start_at)) as days_after,
        greatest(0, seconds_between(c.finished_at, h.start_at)) as seconds_after
    from hits h
    join candidates c on c.system_id = h.system_id and c.countable
        and (c.started_at <= h.start_at
            or ((c.date_only or h.date_only) and local_date(c.started_at) <= local_date(h.start_at)))
        and seconds_between(c.started_at, h.start_at) <= 3600 * param('failure.horizon_hours')
    qualify row_number() over (
        partition by h.system_id, h.source, h.native_id order by c.started_at desc, c.release_id desc
    ) = 1
)
select h.system_id, h.source, h.native_id, h.start_at,
    coalesce(i.release_id, t.release_id) as release_id,
    case
        when i.release_id is not null then 'id'
        when h.cause in ('change', 'deployment', 'program') then 'field'
        else 'time'
    end as grade,
    t.seconds_after,
    i.release_id is not null or case
        when t.dates_only then 24 * t.days_after
        else t.seconds_after / 3600
    end <= case
        when h.cause in ('change', 'deployment', 'program') then param('failure.change_incident_hours')
        else param('failure.incident_hours')
    end as within,
    coalesce(t.kind, 'release') as kind
from hits h
left join by_id i on i.system_id = h.system_id and i.source = h.source and i.native_id = h.native_id
left join by_time t on t.system_id = h.system_id and t.source = h.source and t.native_id = h.native_id
where coalesce(i.release_id, t.release_id) is not null
