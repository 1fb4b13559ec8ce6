-- id: outages
-- grain: outage interval: incident x system x stated interval, or stop without notice x system
-- public: yes
-- doc: unplanned FULL and PARTIAL outages (metrics.md 3.4); `kind` is incident, unannounced_stop or overrun, and only incidents are counted (n, MTTR).
-- `caused_by_release` is set where the incident is attributed to a release by id or field (trap 14). `severity` is that of
-- the export, else by scope (`severity_source` scope). `cluster_id` and `is_site` are those of its event in
-- `outage_clusters`. `cause_system_id` is the system that the export names as the cause, where it is a known one.
-- `weight` is the share of the service that was down, in millionths.
-- needs: outage_cluster_members, outage_clusters, release_incidents, stop_windows, system_incidents
select i.system_id, 'incident' as kind, i.source, i.native_id as incident_id, i.scope, i.scope_source,
    i.start_at, i.end_at, i.until_at, i.start_clock, i.end_clock, i.is_open, i.suspect_open,
    coalesce(i.severity, i.severity_by_scope) as severity,
    case when i.severity is null then 'scope' else 'export' end as severity_source,
    i.cause, i.component, i.affected_share,
    case when a.within and a.grade in ('id', 'field') then a.release_id end as caused_by_release,
    n.system_id as cause_system_id, m.cluster_id, c.is_site, i.detect_seconds,
    case
        when i.scope = 'FULL' then 1000000
        else cast(round(1000000 * least(1, greatest(0, coalesce(i.affected_share, param('outage.partial_weight'))))) as bigint)
    end as weight
from system_incidents i
join outage_cluster_members m on m.system_id = i.system_id and m.source = i.source and m.native_id = i.native_id
join outage_clusters c on c.cluster_id = m.cluster_id
left join release_incidents a on a.system_id = i.system_id and a.source = i.source and a.native_id = i.native_id
left join names n on n.source = i.source and n.system_ref = i.cause_system_ref
    and (n.valid_from is null or i.start_at >= n.valid_from) and (n.valid_to is null or i.start_at < n.valid_to)
where i.is_outage
union all
select w.system_id, case when w.notice = 'overrun' then 'overrun' else 'unannounced_stop' end, w.source, null, 'FULL',
    'service_stop', w.start_at, case when w.end_at <= r.as_of then w.end_at end, w.until_at, 'start',
    case when w.end_at <= r.as_of then 'end' end, w.end_at > r.as_of, false, null, null, null, null, null, null, null, null,
    false, null, 1000000
from stop_windows w
cross join run r
where not w.planned and w.start_at < r.as_of
