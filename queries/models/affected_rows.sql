-- id: affected_rows
-- grain: row of a record x system
-- doc: which system each row of each record touches: by its name in the export, else by its host, at the row's main time.
-- needs: alerts, change_requests, complaints, deployments, incidents, maintenance
with rows_of_facts as (
    select 'change_requests' as table_name, source, native_id, receipt, record, line, row_hash, system_ref, component, host,
        requested_at as main_at from change_requests
    union all
    select 'deployments', source, native_id, receipt, record, line, row_hash, system_ref, component, host,
        started_at from deployments
    union all
    select 'incidents', source, native_id, receipt, record, line, row_hash, system_ref, component, host,
        coalesce(start_at, detected_at, created_at) from incidents
    union all
    select 'alerts', source, native_id, receipt, record, line, row_hash, system_ref, component, host,
        start_at from alerts
    union all
    select 'maintenance', source, native_id, receipt, record, line, row_hash, system_ref, component, host,
        start_at from maintenance
    union all
    select 'complaints', source, native_id, receipt, record, line, row_hash, system_ref, null, null,
        "at" from complaints
)
select distinct r.table_name, r.source, r.native_id, r.receipt, r.record, r.line, r.row_hash, n.system_id, r.component, r.host,
    r.main_at
from rows_of_facts r
join names n on n.source = r.source and n.system_ref = r.system_ref
where (n.valid_from is null or r.main_at >= n.valid_from) and (n.valid_to is null or r.main_at < n.valid_to)
    and n.system_id is not null
union
select distinct r.table_name, r.source, r.native_id, r.receipt, r.record, r.line, r.row_hash, h.system_id, r.component, r.host,
    r.main_at
from rows_of_facts r
join host_names h on h.host = r.host
where r.system_ref is null
    and (h.valid_from is null or r.main_at >= h.valid_from) and (h.valid_to is null or r.main_at < h.valid_to)
    and h.system_id is not null
