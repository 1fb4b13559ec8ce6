-- id: evidence_load
-- grain: set of rows x surge, run or outage x system
-- doc: the sets of `evidence` that come from load: ranked surges, runs of saturation, outages in surges and in time whose surges are known, monitor events
-- against tickets.
-- Surges and runs stand on samples, not on records: their views show them. `amount`: minutes of a surge or run; the
-- intensity of a surge in millionths (`surge_intensity`); seconds from the monitor's start to the ticket's.
-- needs: load_months, load_runs, outages, reconciliation, surge_links, surges
with of_surges as (
    select 'surges' as evidence, system_id, number, start_at, end_at, minutes as amount from surges where ranked
    union all
    select 'over_peak_surges', system_id, number, start_at, end_at, minutes from surges where ranked and over_peak
    union all
    select 'regular_surges', system_id, number, start_at, end_at, minutes from surges where ranked and regular_key is not null
    union all
    select 'saturated_surges', system_id, number, start_at, end_at, minutes from surges where ranked and saturated_minutes > 0
    union all
    select 'surge_intensity', system_id, number, start_at, end_at, cast(round(1000000 * i_d) as bigint) from surges where ranked
)
select evidence, system_id, 'performance' as table_name, '' as source, 'surge-' || number as native_id, start_at as from_at,
    end_at as to_at, 'start' as rule, amount, 'surge-' || number as unit
from of_surges
union all by name
select 'saturation_runs' as evidence, system_id, 'performance' as table_name, '' as source,
    'run-' || cast(start_at as varchar) as native_id, start_at as from_at, end_at as to_at, 'start' as rule,
    seconds_between(start_at, end_at) // 60 as amount, 'run-' || cast(start_at as varchar) as unit
from load_runs
where kind = 'saturation'
union all by name
select 'surge_outages' as evidence, system_id, 'incidents' as table_name, source, incident_id as native_id, start_at as from_at,
    start_at as to_at, 'start' as rule, cast(null as bigint) as amount, source || '/' || incident_id as unit
from surge_links
where not coalesce(is_site, false)
union all by name
select 'judged_outages' as evidence, o.system_id, 'incidents' as table_name, o.source, o.incident_id as native_id,
    min(o.start_at) as from_at, min(o.start_at) as to_at, 'start' as rule, cast(null as bigint) as amount,
    o.source || '/' || o.incident_id as unit
from outages o
join periods p on p.kind = 'month' and o.start_at >= p.ps and o.start_at < p.pe
join load_months m on m.system_id = o.system_id and m.period = p.period and m.null_reason is null
where o.kind = 'incident' and not coalesce(o.is_site, false)
group by o.system_id, o.source, o.incident_id
union all by name
select case state when 'ticket_only' then 'unmonitored_outages' else 'monitored_outages' end as evidence, system_id,
    'incidents' as table_name, source, native_id, main_at as from_at, main_at as to_at, 'start' as rule,
    cast(60 * delay_minutes as bigint) as amount, source || '/' || native_id as unit
from reconciliation
where state in ('ticket_only', 'matched')
union all by name
select 'unticketed_events' as evidence, system_id, 'alerts' as table_name, '' as source,
    'event-' || cast(main_at as varchar) as native_id, main_at as from_at, main_at as to_at, 'start' as rule,
    cast(null as bigint) as amount, 'event-' || cast(main_at as varchar) as unit
from reconciliation
where state = 'monitor_only'
