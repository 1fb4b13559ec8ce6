-- id: release_incidents
-- grain: incident x system
-- public: yes
-- doc: the one release that an incident is attributed to, and on what evidence (metrics.md 3.2): id (it names the change, deployment or request), field (its cause is a change), time.
-- Without a name it is the latest countable deployment of the system that started before (`latest_id`), however long ago.
-- `seconds_after` runs from the end of that deployment (its start where no end is known) to the incident; it is 0 in
-- between, and negative where an incident names what came after it. Where one side holds only a date, dates are compared.
-- `within` says whether the attribution blames it: always for id, `failure.change_incident_hours` for field,
-- `failure.incident_hours` for time. A system without a deploy log is held against its changes with an actual end
-- (`kind` change), the latest by that end.
-- needs: affected_rows, change_requests, component_deploys, deploy_rows, sr_deploys, system_incidents
with hits as (
    select *, case when date_only then start_at + interval 86399 second else start_at end as until_at
    from (
        select system_id, source, native_id, min(start_at) as start_at, min(change_id) as change_id,
            min(cause) as cause, bool_or(date_only) as date_only
        from system_incidents
        group by system_id, source, native_id
    )
),
changes as (
    select a.system_id, a.system_id || '/' || c.source || '/' || c.native_id as release_id, c.native_id,
        max(c.actual_end) as ended_at, bool_or(is_date_only(c.date_only, 'actual_end')) as date_only
    from change_requests c
    join affected_rows a on a.table_name = 'change_requests' and a.receipt = c.receipt and a.record = c.record
        and a.row_hash = c.row_hash
    cross join run r
    where c.actual_end <= r.as_of and coalesce(c.status, '') <> 'rejected'
        and a.system_id not in (select system_id from component_deploys)
    group by a.system_id, c.source, c.native_id
),
candidates as (
    select attempt_id, system_id, release_id, cast(null as varchar) as native_id, 'release' as kind, countable, started_at,
        greatest(coalesce(finished_at, started_at), started_at) as finished_at, date_only
    from component_deploys
    union all
    select null, system_id, release_id, native_id, 'change', true,
        case when date_only then ended_at - interval 1 day else ended_at end,
        case when date_only then ended_at - interval 1 day else ended_at end, date_only
    from changes
),
moments as (
    select *
    from candidates
    where countable
    qualify row_number() over (
        partition by system_id, started_at order by finished_at desc, release_id desc, attempt_id desc
    ) = 1
),
keys as (
    select c.*, r.change_id as name
    from candidates c join deploy_rows r on r.attempt_id = c.attempt_id where r.change_id is not null
    union
    select c.*, r.native_id from candidates c join deploy_rows r on r.attempt_id = c.attempt_id
    union
    select c.*, s.native_id from candidates c join sr_deploys s on s.attempt_id = c.attempt_id
    union
    select c.*, c.native_id from candidates c where c.kind = 'change'
),
named as (
    select h.system_id, h.source, h.native_id, k.release_id, k.kind, k.started_at, k.finished_at, k.date_only
    from hits h
    join keys k on k.system_id = h.system_id and k.name = h.change_id
    qualify row_number() over (
        partition by h.system_id, h.source, h.native_id
        order by k.countable desc, k.started_at <= h.until_at desc, abs(seconds_between(k.started_at, h.start_at)),
            k.release_id, k.started_at, k.finished_at
    ) = 1
),
latest as (
    select h.system_id, h.source, h.native_id, m.release_id, m.kind, m.started_at, m.finished_at, m.date_only
    from hits h
    asof join moments m on m.system_id = h.system_id and m.started_at <= h.until_at
),
paired as (
    select *, true as is_named from named
    union all
    select *, false from latest
),
aged as (
    select p.system_id, p.source, p.native_id, p.release_id, p.kind, p.is_named,
        case
            when p.date_only or h.date_only then 86400 * case
                when local_date(h.start_at) < local_date(p.started_at)
                    then date_diff('day', local_date(p.started_at), local_date(h.start_at))
                else greatest(0, date_diff('day', local_date(p.finished_at), local_date(h.start_at)))
            end
            when h.start_at < p.started_at then seconds_between(p.started_at, h.start_at)
            else greatest(0, seconds_between(p.finished_at, h.start_at))
        end as seconds_after
    from paired p
    join hits h on h.system_id = p.system_id and h.source = p.source and h.native_id = p.native_id
)
select h.system_id, h.source, h.native_id, h.start_at,
    coalesce(n.release_id, t.release_id) as release_id,
    case
        when n.release_id is not null then 'id'
        when h.cause in ('change', 'deployment', 'program') then 'field'
        else 'time'
    end as grade,
    case when n.release_id is not null then n.seconds_after else t.seconds_after end as seconds_after,
    n.release_id is not null or t.seconds_after <= 3600 * case
        when h.cause in ('change', 'deployment', 'program') then param('failure.change_incident_hours')
        else param('failure.incident_hours')
    end as within,
    coalesce(n.kind, t.kind) as kind,
    t.release_id as latest_id, t.seconds_after as latest_seconds_after
from hits h
left join aged n on n.system_id = h.system_id and n.source = h.source and n.native_id = h.native_id and n.is_named
left join aged t on t.system_id = h.system_id and t.source = h.source and t.native_id = h.native_id and not t.is_named
where coalesce(n.release_id, t.release_id) is not null
