-- id: performance_seen
-- grain: source x system
-- doc: first sample of each system in each source.
-- needs: performance
with seen as (
    select source, system_ref, host, min(ts) as first_at, max(ts) as last_at
    from performance
    group by source, system_ref, host
),
resolved as (
    select s.source, n.system_id, greatest(s.first_at, coalesce(n.valid_from, s.first_at)) as first_at
    from seen s
    join names n on n.source = s.source and n.system_ref = s.system_ref
    where (n.valid_from is null or s.last_at >= n.valid_from) and (n.valid_to is null or s.first_at < n.valid_to)
    union all
    select s.source, h.system_id, greatest(s.first_at, coalesce(h.valid_from, s.first_at))
    from seen s
    join host_names h on h.host = s.host
    where s.system_ref is null
        and (h.valid_from is null or s.last_at >= h.valid_from) and (h.valid_to is null or s.first_at < h.valid_to)
)
select source, system_id, min(first_at) as first_at
from resolved
where system_id is not null
group by source, system_id
