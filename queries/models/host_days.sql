-- id: host_days
-- grain: source x system_ref x host x local day x system
-- public: yes
-- doc: which system the samples of a host belong to on a day, with the tier and the capacity that hosts.csv gives it.
-- By the system that the export names; else by hosts.csv; else, where hosts.csv does not list the host at all, by its own
-- name as an alias, which may be a provisional system. A host that serves two systems counts for both.
-- needs: sample_days
with points as (
    select distinct source, system_ref, host, day, to_utc(cast(day as timestamp)) as day_at from sample_days
),
listed as (
    -- A capacity of nothing, or beyond any machine, is none that is known.
    select lower(host) as host, system_id, valid_from, valid_to, tier,
        case when cores > 0 and cores < 1e6 then cores end as cores,
        case when max_sessions > 0 and max_sessions < 1e9 then max_sessions end as max_sessions
    from host_names
),
resolved as (
    select p.source, p.system_ref, p.host, p.day, p.day_at, n.system_id, 'export' as resolved_by
    from points p
    join names n on n.source = p.source and n.system_ref = p.system_ref
    where p.system_ref <> '' and (n.valid_from is null or p.day_at >= n.valid_from)
        and (n.valid_to is null or p.day_at < n.valid_to)
    union
    select p.source, p.system_ref, p.host, p.day, p.day_at, h.system_id, 'hosts'
    from points p
    join listed h on h.host = lower(p.host)
    where p.system_ref = '' and (h.valid_from is null or p.day_at >= h.valid_from)
        and (h.valid_to is null or p.day_at < h.valid_to)
    union
    select p.source, p.system_ref, p.host, p.day, p.day_at, n.system_id, 'name'
    from points p
    join names n on n.source = p.source and n.system_ref = p.host
    where p.system_ref = '' and not exists (select 1 from listed h where h.host = lower(p.host))
        and (n.valid_from is null or p.day_at >= n.valid_from) and (n.valid_to is null or p.day_at < n.valid_to)
)
select r.source, r.system_ref, r.host, r.day, r.system_id, min(r.resolved_by) as resolved_by,
    coalesce(min(h.tier), '') as tier, max(h.cores) as cores, max(h.max_sessions) as max_sessions
from resolved r
left join listed h on h.host = lower(r.host) and h.system_id = r.system_id
    and (h.valid_from is null or r.day_at >= h.valid_from) and (h.valid_to is null or r.day_at < h.valid_to)
where r.system_id is not null
group by r.source, r.system_ref, r.host, r.day, r.system_id
