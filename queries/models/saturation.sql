-- id: saturation
-- grain: run of saturation
-- public: yes
-- doc: when a system had nothing left: CPU of a tier, memory, or connections and sessions at their limit (metrics.md 3.10).
-- `causes` in the order in which they came. `coarse`: buckets longer than five minutes, of which one suffices.
-- needs: load_runs, surge_segments
select r.system_id, r.start_at, r.end_at, to_local(r.start_at) as start_local, to_local(r.end_at) as end_local,
    seconds_between(r.start_at, r.end_at) // 60 as minutes, r.causes, r.bucket_minutes, r.bucket_minutes > 5 as coarse,
    exists (
        select 1 from surge_segments s where s.system_id = r.system_id and s.start_at < r.end_at and s.end_at > r.start_at
    ) as in_surge
from load_runs r
where r.kind = 'saturation'
