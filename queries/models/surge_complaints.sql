-- id: surge_complaints
-- grain: complaint x system x surge
-- doc: complaints of slow or no access from the start of a surge to `item3.complaint_hours` after its end (guide.md 2.2, item 3).
-- Of complaints with a date only the days are compared.
-- needs: affected_rows, complaints, surge_segments
select distinct a.system_id, c.source, c.native_id, c."at" as complained_at, c.class, s.number
from complaints c
join affected_rows a on a.table_name = 'complaints' and a.receipt = c.receipt and a.record = c.record
    and a.row_hash = c.row_hash
join surge_segments s on s.system_id = a.system_id
    and case
        when is_date_only(c.date_only, 'at') then local_date(c."at") >= local_date(s.start_at)
            and local_date(c."at") <= local_date(s.end_at + to_hours(cast(param('item3.complaint_hours') as integer)))
        else c."at" >= s.start_at and c."at" <= s.end_at + to_hours(cast(param('item3.complaint_hours') as integer))
    end
where c.class in ('access_delay', 'slow', 'no_access')
