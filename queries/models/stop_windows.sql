-- id: stop_windows
-- grain: stated stop of the service x system
-- public: yes
-- doc: stops of the service that maintenance records, approved changes or tickets typed planned state, with their notice (metrics.md 3.4).
-- `notice`: announced (at least `maintenance.notice_hours` before), unknown (the export has no such column), short (less,
-- or blank in an existing column). Announced and unknown are planned windows; a short one is a FULL outage interval, but
-- not an incident. `inferred`: a change with a service stop, approved that long before its planned start. `overrun` is
-- work of such a change beyond its planned end: outage. Where a time is a date only, dates are compared: a change that
-- ended on the day of its planned end did not overrun.
-- needs: affected_rows, change_requests, incidents, maintenance
with works as (
    select distinct a.system_id, m.source, m.native_id, m.start_at, m.end_at,
        case
            when not has_column(x.columns, 'announced_at') then 'unknown'
            when m.announced_at is null then 'short'
            when notice_hours(m.announced_at, m.start_at,
                is_date_only(m.date_only, 'announced_at') or is_date_only(m.date_only, 'start_at'))
                >= param('maintenance.notice_hours') then 'announced'
            else 'short'
        end as notice,
        false as inferred
    from maintenance m
    join affected_rows a on a.table_name = 'maintenance' and a.receipt = m.receipt and a.record = m.record
        and a.row_hash = m.row_hash
    join receipts x on x.receipt = m.receipt
    where m.service_stop and m.start_at < m.end_at
    union
    -- A ticket typed planned that stopped the whole service; its ledger has no announcement.
    select distinct a.system_id, i.source, i.native_id, coalesce(i.start_at, i.detected_at, i.created_at), i.end_at, 'unknown', false
    from incidents i
    join affected_rows a on a.table_name = 'incidents' and a.receipt = i.receipt and a.record = i.record
        and a.row_hash = i.row_hash
    where i.planned and (i.scope = 'FULL' or i.service_stop) and coalesce(i.start_at, i.detected_at, i.created_at) < i.end_at
        and coalesce(i.status, '') <> 'rejected'
),
changes as (
    select distinct a.system_id, c.source, c.native_id, c.planned_start as start_at, c.planned_end as end_at, c.actual_end,
        case
            when is_date_only(c.date_only, 'planned_end') or is_date_only(c.date_only, 'actual_end')
                then last_date(c.actual_end) > last_date(c.planned_end)
            else c.actual_end > c.planned_end
        end as overran
    from change_requests c
    join affected_rows a on a.table_name = 'change_requests' and a.receipt = c.receipt and a.record = c.record
        and a.row_hash = c.row_hash
    where c.service_stop and coalesce(c.status, '') <> 'rejected' and c.planned_start < c.planned_end
        and notice_hours(c.approved_at, c.planned_start,
            is_date_only(c.date_only, 'approved_at') or is_date_only(c.date_only, 'planned_start'))
            >= param('maintenance.notice_hours')
),
stops as (
    select system_id, source, native_id, start_at, end_at, notice, inferred from works
    union all
    select system_id, source, native_id, start_at, end_at, 'announced', true from changes
    union all
    select system_id, source, native_id, end_at, actual_end, 'overrun', true from changes where overran
)
select s.system_id, s.source, s.native_id, s.start_at, s.end_at, least(s.end_at, r.as_of) as until_at, s.notice,
    s.notice in ('announced', 'unknown') as planned, s.inferred
from stops s
cross join run r
