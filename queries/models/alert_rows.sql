-- id: alert_rows
-- grain: row of the winning export of a record (source, native_id)
-- doc: latest version of every row of a monitor; `alerts` has the events.
-- Architecture, "Identity of records": the export with the newest updated_at of the record wins, then the export
-- with the newest event, then the greater export hash. Of the winner all rows stay where an export's repeated rows
-- are parts of one record; where they are versions of it the one that was changed last stays, then the last one. A row
-- that an export and its mended rejects both brought counts once.
-- needs:
with exports as (
    select export_hash, max(newest_event) as newest_event
    from receipts
    group by export_hash
),
versions as (
    select r.source, r.native_id, x.export_hash, max(r.updated_at) as updated_at, max(e.newest_event) as newest_event
    from raw_alerts r
    join receipts x on x.receipt = r.receipt
    join exports e on e.export_hash = x.export_hash
    group by r.source, r.native_id, x.export_hash
),
winners as (
    select source, native_id, export_hash
    from versions
    qualify row_number() over (
        partition by source, native_id
        order by updated_at desc nulls last, newest_event desc nulls last, export_hash desc
    ) = 1
)
select r.*
from raw_alerts r
join receipts x on x.receipt = r.receipt
join winners w on w.source = r.source and w.native_id = r.native_id and w.export_hash = x.export_hash
qualify (
        x.repeats = 'parts'
        or rank() over (
            partition by r.source, r.native_id
            order by r.updated_at desc nulls last, x.part_number desc, r.record desc
        ) = 1
    )
    and row_number() over (partition by r.source, r.native_id, r.record, r.row_hash order by r.receipt) = 1
