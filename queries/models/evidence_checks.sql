-- id: evidence_checks
-- grain: set of rows x record x system
-- doc: sets that only answers to the checklist stand on (guide.md 2.2); columns as in `evidence`.
-- Incidents that say what was done and those whose text tells of a stop (item 2), complaints of slow or no access and those
-- that came with a surge (item 3), requests that ask for new technology (item 5).
-- needs: affected_rows, complaints, incidents, surge_complaints, system_incidents, technology_requests, told_stops
with acted as (
    select distinct a.system_id, i.source, i.native_id
    from incidents i
    join affected_rows a on a.table_name = 'incidents' and a.receipt = i.receipt and a.record = i.record
        and a.row_hash = i.row_hash
    where i.action is not null or i.original_action is not null
),
sets as (
    select 'acted_incidents' as evidence, s.system_id, 'incidents' as table_name, s.source, s.native_id, min(s.start_at) as main_at
    from system_incidents s
    semi join acted t on t.system_id = s.system_id and t.source = s.source and t.native_id = s.native_id
    group by s.system_id, s.source, s.native_id
    union all
    select 'told_stops', system_id, 'incidents', source, native_id, start_at from told_stops
    union all
    select 'access_complaints', a.system_id, 'complaints', c.source, c.native_id, min(c."at")
    from complaints c
    join affected_rows a on a.table_name = 'complaints' and a.receipt = c.receipt and a.record = c.record
        and a.row_hash = c.row_hash
    where c.class in ('access_delay', 'slow', 'no_access')
    group by a.system_id, c.source, c.native_id
    union all
    select 'surge_complaints', system_id, 'complaints', source, native_id, min(complained_at)
    from surge_complaints
    group by system_id, source, native_id
    union all
    select 'new_technology_sr', system_id, 'change_requests', source, native_id, min(requested_at)
    from technology_requests
    group by system_id, source, native_id
)
select evidence, system_id, source || '/' || native_id as unit, table_name, source, native_id, main_at as from_at, main_at as to_at,
    'start' as rule, cast(null as bigint) as amount
from sets
