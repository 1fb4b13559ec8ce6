-- id: months_known
-- grain: system x table
-- doc: how many of the last twelve months a table is known of a system: what makes the absence of a record mean something.
-- needs: observed
select o.system_id, o.table_name, count(*) filter (where o.null_reason is null) as known
from observed o
join periods p on p.period = o.period and p.kind = 'month'
join periods t on t.period = 'T12' and p.ps >= t.ps and p.pe <= t.pe
group by o.system_id, o.table_name
