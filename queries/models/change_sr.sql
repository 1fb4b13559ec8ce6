-- id: change_sr
-- grain: valid service request of type change x system
-- public: yes
-- doc: change requests with policy class, urgency, components and the lead time to their first successful production release (metrics.md 3.2, 3.3).
-- `lead_seconds` is null with `lead_excluded`: `unlinked` (no release names it), `negative` (deployed before it was
-- requested), `before_history` (requested before the deploy log of the system begins, so that its first release may
-- lie before the log). `components` counts those of the request and of the deployments that carry it.
-- needs: affected, coverage, first_seen, sr_deploys, system_requests
with starts as (
    select c.system_id, min(c.from_ts) as log_start
    from coverage c
    where c.table_name = 'deployments'
    group by c.system_id
),
histories as (
    select s.system_id, s.log_start, f.first_seen >= s.log_start and y.go_live is not null as complete
    from starts s
    join systems y on y.system_id = s.system_id
    left join first_seen f on f.system_id = s.system_id
),
firsts as (
    select system_id, source, native_id, release_id, started_at, date_only
    from sr_deploys
    qualify row_number() over (
        partition by system_id, source, native_id order by started_at, attempt_id
    ) = 1
),
carried as (
    select system_id, source, native_id, bool_or(kind = 'hotfix') as by_hotfix
    from sr_deploys
    group by system_id, source, native_id
),
parts as (
    select system_id, source, native_id, count(distinct component) as components
    from (
        select system_id, source, native_id, component from sr_deploys where component <> ''
        union
        select a.system_id, a.source, a.native_id, a.component
        from affected a
        where a.table_name = 'change_requests' and a.component is not null
    )
    group by system_id, source, native_id
),
joined as (
    select s.* exclude (is_change, components, urgent),
        s.urgent or coalesce(d.by_hotfix, false) as urgent,
        coalesce(p.components, 0) as components,
        f.release_id as first_release_id, f.started_at as released_at, f.date_only as released_date_only,
        case
            when (f.date_only or s.requested_date_only) and local_date(f.started_at) = local_date(s.requested_at) then 0
            else seconds_between(s.requested_at, f.started_at)
        end as raw_seconds,
        h.log_start is not null and s.requested_at < h.log_start and not coalesce(h.complete, false) as before_history
    from system_requests s
    left join firsts f on f.system_id = s.system_id and f.source = s.source and f.native_id = s.native_id
    left join carried d on d.system_id = s.system_id and d.source = s.source and d.native_id = s.native_id
    left join parts p on p.system_id = s.system_id and p.source = s.source and p.native_id = s.native_id
    left join histories h on h.system_id = s.system_id
    where s.is_change
)
select * exclude (raw_seconds, before_history),
    case when not before_history and raw_seconds >= 0 then raw_seconds end as lead_seconds,
    case
        when before_history then 'before_history'
        when first_release_id is null then 'unlinked'
        when raw_seconds < 0 then 'negative'
    end as lead_excluded
from joined
