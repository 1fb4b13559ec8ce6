-- id: shared_hosts
-- grain: host
-- doc: hosts whose samples of a day count for several systems by hosts.csv, with these systems.
-- needs: host_days
select host, string_agg(distinct '`' || system_id || '`', ', ' order by '`' || system_id || '`') as systems
from (
    select *, count(*) over (partition by source, system_ref, host, day) as systems
    from host_days
    where resolved_by = 'hosts'
)
where systems > 1
group by host
