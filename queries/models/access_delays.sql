-- id: access_delays
-- grain: interval of delayed access x reason
-- public: yes
-- doc: time in which people waited: saturated inside a surge, slow answers, or a DEGRADED incident of delayed access (metrics.md 3.10).
-- An incident is of delayed access where its scope, category or text says so (dictionary `access_delay`).
-- needs: affected_rows, incidents, load_runs, surge_segments, system_incidents
with told as (
    select distinct a.system_id, i.source, i.native_id
    from incidents i
    join affected_rows a on a.table_name = 'incidents' and a.receipt = i.receipt and a.record = i.record and a.row_hash = i.row_hash
    where exists (
        select 1 from dictionary d
        where d.name = 'access_delay' and d.polarity = 1
            and contains(lower(concat_ws(' ', i.original_scope, i.original_category, i.title, i.body)), lower(d.word))
    )
)
select r.system_id, 'saturated_surge' as reason, greatest(r.start_at, s.start_at) as start_at, least(r.end_at, s.end_at) as end_at
from load_runs r
join surge_segments s on s.system_id = r.system_id and s.start_at < r.end_at and s.end_at > r.start_at
where r.kind = 'saturation'
union all
select system_id, 'slow', start_at, end_at from load_runs where kind = 'slow'
union all
select i.system_id, 'degraded', i.start_at, i.until_at
from system_incidents i
join told t on t.system_id = i.system_id and t.source = i.source and t.native_id = i.native_id
where i.scope = 'DEGRADED' and i.start_at < i.until_at
