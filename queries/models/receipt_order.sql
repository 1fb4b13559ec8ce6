-- id: receipt_order
-- grain: receipt
-- doc: order of exports: of samples of one time the one of the export with the newest event counts, then of the greater hash.
-- needs:
select receipt, row_number() over (order by newest_event, export_hash, part_number, receipt) as place
from receipts
