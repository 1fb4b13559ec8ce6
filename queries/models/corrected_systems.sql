-- id: corrected_systems
-- grain: correction x system
-- public: yes
-- doc: the systems that a correction touches: those of its record as exported and as corrected, and those that either names as its cause.
-- Systems are found as in `affected_rows`.
-- needs: corrections_applied
with touched as (
    select r.table_name, r.source, r.native_id, n.system_id
    from correction_records r
    join names n on n.source = r.source and n.system_ref in (r.system_ref, r.cause_system_ref)
    where (n.valid_from is null or r.main_at >= n.valid_from) and (n.valid_to is null or r.main_at < n.valid_to)
    union
    select r.table_name, r.source, r.native_id, h.system_id
    from correction_records r
    join host_names h on h.host = r.host
    where r.system_ref is null
        and (h.valid_from is null or r.main_at >= h.valid_from) and (h.valid_to is null or r.main_at < h.valid_to)
)
select distinct a.table_name, a.source, a.native_id, a.field, t.system_id
from corrections_applied a
join touched t on t.table_name = a.table_name and t.source = a.source and t.native_id = a.native_id
where t.system_id is not null
