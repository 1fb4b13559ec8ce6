-- id: corrections_applied
-- grain: correction x source
-- public: yes
-- doc: what became of every row of corrections.csv: `applied`, `expired`, `no_record`, or `outdone` by one that names the source.
-- Values are text, times local; `exported_value` is that of the latest export. A correction of no record has the source
-- that it names, if any. `line` is that of corrections.csv, null where a connector brought the correction.
-- needs:
select c.table_name, c.source, c.native_id, c.field, e.exported_value, c.corrected_value, c.reason, c."by", c.expires,
    c.state, c.line
from correction_rows c
left join exported_fields e
    on e.table_name = c.table_name and e.source = c.source and e.native_id = c.native_id and e.field = c.field
