-- id: outage_weights
-- grain: system x disjoint interval
-- doc: the outage time of `outage_islands` (FULL+PARTIAL), cut where an outage begins or ends, with the largest `weight` open in it, in millionths (metrics.md 3.4).
-- needs: outage_islands, outages
with cuts as (
    select system_id, start_at as moment from outages where start_at < until_at
    union
    select system_id, until_at from outages where start_at < until_at
),
pieces as (
    select system_id, moment as start_at, lead(moment) over (partition by system_id order by moment) as end_at
    from cuts
),
weighed as (
    select p.system_id, p.start_at, p.end_at, max(o.weight) as weight
    from pieces p
    join outages o on o.system_id = p.system_id and o.start_at <= p.start_at and o.until_at > p.start_at
    group by p.system_id, p.start_at, p.end_at
)
select w.system_id, greatest(w.start_at, i.start_at) as start_at, least(w.end_at, i.end_at) as end_at, w.weight
from weighed w
join outage_islands i on i.system_id = w.system_id and i.scope_set = 'FULL+PARTIAL'
    and i.start_at < w.end_at and i.end_at > w.start_at
