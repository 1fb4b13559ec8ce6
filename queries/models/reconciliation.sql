-- id: reconciliation
-- grain: outage ticket or monitor event x system
-- public: yes
-- doc: what monitoring saw against what was ticketed: matched with the delay between both starts, seen by monitoring alone, ticketed alone.
-- Of monitors, events with a severity in `reconciliation.severities` (or none) and of at least `reconciliation.minutes`
-- minutes, those of a system united over gaps of `reconciliation.gap_minutes`. An outage matches, of those that overlap
-- it or begin at most `outage.alert_minutes` before it, one that overlaps it and begins nearest to it. An event that any
-- incident matches, or that begins in a planned window, is not seen by monitoring alone. One side alone counts only where
-- the other side was observed. `delay_minutes` from the monitor's start to the ticket's.
-- needs: affected_rows, alerts, coverage, stop_windows, system_incidents
with seen as (
    select distinct a.system_id, x.start_at, coalesce(x.end_at, r.as_of) as end_at, x.end_at is null as is_open
    from alerts x
    join affected_rows a on a.table_name = 'alerts' and a.receipt = x.receipt and a.record = x.record and a.row_hash = x.row_hash
    cross join run r
    where x.start_at < r.as_of
        and (x.severity is null or is_listed(param_text('reconciliation.severities'), x.severity))
        and (x.end_at is null or seconds_between(x.start_at, x.end_at) >= 60 * param('reconciliation.minutes'))
),
ordered as (
    select *, max(end_at) over (
        partition by system_id order by start_at, end_at rows between unbounded preceding and 1 preceding
    ) as before_end
    from seen
),
numbered as (
    select *, count(*) filter (
        where before_end is null or seconds_between(before_end, start_at) > 60 * param('reconciliation.gap_minutes')
    ) over (partition by system_id order by start_at, end_at rows between unbounded preceding and current row) as episode
    from ordered
),
episodes as (
    select system_id, episode, min(start_at) as start_at, max(end_at) as end_at, count(*) as events, bool_or(is_open) as is_open
    from numbered
    group by system_id, episode
),
tickets as (
    select system_id, source, native_id, min(start_at) as start_at, max(until_at) as until_at, bool_or(is_outage) as is_outage
    from system_incidents
    group by system_id, source, native_id
),
pairs as (
    select t.system_id, t.source, t.native_id, e.episode,
        row_number() over (
            partition by t.system_id, t.source, t.native_id
            order by case when e.end_at >= t.start_at then 0 else 1 end, abs(seconds_between(e.start_at, t.start_at)), e.start_at
        ) as place
    from tickets t
    join episodes e on e.system_id = t.system_id and e.start_at <= t.until_at
        and (e.end_at >= t.start_at or seconds_between(e.start_at, t.start_at) <= 60 * param('outage.alert_minutes'))
),
matched as (
    select system_id, source, native_id, episode from pairs where place = 1
)
select 'matched' as state, t.system_id, t.source, t.native_id, t.start_at as ticket_start, e.start_at as monitor_start,
    e.end_at as monitor_end, e.events, seconds_between(e.start_at, t.start_at) / 60 as delay_minutes, t.start_at as main_at
from tickets t
join matched m on m.system_id = t.system_id and m.source = t.source and m.native_id = t.native_id
join episodes e on e.system_id = m.system_id and e.episode = m.episode
where t.is_outage
union all
select 'ticket_only', t.system_id, t.source, t.native_id, t.start_at, null, null, null, null, t.start_at
from tickets t
anti join matched m on m.system_id = t.system_id and m.source = t.source and m.native_id = t.native_id
semi join coverage c on c.system_id = t.system_id and c.table_name = 'alerts' and t.start_at >= c.from_ts and t.start_at < c.to_ts
where t.is_outage
union all
select 'monitor_only', e.system_id, null, null, null, e.start_at, e.end_at, e.events, null, e.start_at
from episodes e
anti join pairs p on p.system_id = e.system_id and p.episode = e.episode
anti join stop_windows w on w.system_id = e.system_id and w.planned and e.start_at >= w.start_at and e.start_at < w.until_at
semi join coverage c on c.system_id = e.system_id and c.table_name = 'incidents' and e.start_at >= c.from_ts and e.start_at < c.to_ts
