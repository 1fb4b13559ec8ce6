-- id: performance_seen
-- grain: source x system
-- doc: first sample of each system in each source.
-- needs: host_days, sample_days
select h.source, h.system_id, min(d.first_at) as first_at
from host_days h
join sample_days d on d.source = h.source and d.system_ref = h.system_ref and d.host = h.host and d.day = h.day
group by h.source, h.system_id
