-- id: outage_log
-- grain: incident x system x stated interval, or stop without notice x system
-- public: yes
-- doc: outages and incidents with their remedial results (장애조치결과), to be read by people: local times, minutes of the interval, texts of the export.
-- materialized: view
-- All incidents of `system_incidents` (`is_outage` where the scope is FULL or PARTIAL) and the stops of `outages`. `minutes`
-- is the stated interval, up to as_of while it is open, null where its end is unknown; intervals overlap, so their sum is
-- no figure. `action_text` is the text of the export, else the class; several texts of one incident stand beside each other.
-- `release_id` is the release the incident is attributed to inside the bounded window, with its grade.
-- needs: affected_rows, incidents, maintenance, outages, release_incidents, stop_windows, system_incidents, change_requests
with texts as (
    select a.system_id, i.source, i.native_id,
        string_agg(distinct i.title, ' / ' order by i.title) as title,
        string_agg(distinct i.original_cause, ' / ' order by i.original_cause) as cause_text,
        string_agg(distinct i.original_action, ' / ' order by i.original_action) as action_text,
        min(i.original_severity) as severity_text
    from incidents i
    join affected_rows a on a.table_name = 'incidents' and a.receipt = i.receipt and a.record = i.record
        and a.row_hash = i.row_hash
    group by a.system_id, i.source, i.native_id
),
stops as (
    select system_id, source, start_at, until_at, min(native_id) as native_id
    from stop_windows
    where not planned
    group by system_id, source, start_at, until_at
),
works as (
    select source, native_id, min(title) as title from maintenance group by source, native_id
    union all
    select source, native_id, min(title) from change_requests group by source, native_id
),
rows_of_log as (
    select i.system_id, 'incident' as kind, i.is_outage, i.source, i.native_id, i.start_at, i.end_at, i.until_at,
        i.is_open, i.end_clock, i.scope, i.severity, t.severity_text, i.cause, t.cause_text, t.title, i.action,
        t.action_text, i.service_stop, i.component, r.release_id, r.grade as release_grade
    from system_incidents i
    left join texts t on t.system_id = i.system_id and t.source = i.source and t.native_id = i.native_id
    left join release_incidents r on r.system_id = i.system_id and r.source = i.source and r.native_id = i.native_id
        and r.within
    union all
    select o.system_id, o.kind, true, o.source, s.native_id, o.start_at, o.end_at, o.until_at,
        o.is_open, o.end_clock, o.scope, o.severity, null, o.cause, null, w.title, null,
        null, true, o.component, o.caused_by_release, null
    from outages o
    left join stops s on s.system_id = o.system_id and s.source = o.source and s.start_at = o.start_at
        and s.until_at = o.until_at
    left join works w on w.source = s.source and w.native_id = s.native_id
    where o.kind <> 'incident'
)
select l.system_id, y.name as system_name, l.kind, l.is_outage,
    to_local(l.start_at) as start_local,
    to_local(l.end_at) as end_local,
    case when coalesce(l.end_clock, '') <> 'unknown' then seconds_between(l.start_at, l.until_at) / 60 end as minutes,
    l.is_open, l.scope, l.severity, l.severity_text, l.cause, l.cause_text, l.title, l.action,
    coalesce(l.action_text, l.action) as action_text, l.service_stop, l.component, l.release_id, l.release_grade,
    l.source, l.native_id, l.start_at, l.until_at
from rows_of_log l
join systems y on y.system_id = l.system_id
