-- id: outages
-- grain: outage interval: incident x system x stated interval, or stop without notice x system
-- public: yes
-- doc: unplanned FULL and PARTIAL outages (metrics.md 3.4); `kind` is incident, unannounced_stop or overrun, and only incidents are counted (n, MTTR).
-- `caused_by_release` is set where the incident is attributed to a release by id or field (trap 14).
-- needs: release_incidents, stop_windows, system_incidents
select i.system_id, 'incident' as kind, i.source, i.native_id as incident_id, i.scope, i.scope_source,
    i.start_at, i.end_at, i.until_at, i.start_clock, i.end_clock, i.is_open, i.suspect_open,
    i.severity, i.cause, i.component, i.affected_share,
    case when a.within and a.grade in ('id', 'field') then a.release_id end as caused_by_release
from system_incidents i
left join release_incidents a on a.system_id = i.system_id and a.source = i.source and a.native_id = i.native_id
where i.is_outage
union all
select w.system_id, case when w.notice = 'overrun' then 'overrun' else 'unannounced_stop' end, w.source, null, 'FULL',
    'service_stop', w.start_at, case when w.end_at <= r.as_of then w.end_at end, w.until_at, 'start',
    case when w.end_at <= r.as_of then 'end' end, w.end_at > r.as_of, false, null, null, null, null, null
from stop_windows w
cross join run r
where not w.planned and w.start_at < r.as_of
