-- id: closed_hours
-- grain: system x interval outside its service hours
-- doc: time outside the weekly calendar of a system, for calendars like `Mon-Fri 09:00-18:00`; blank and `24x7` have none.
-- Public holidays are closed days of such a calendar. An hour of `24:00` is the end of the day. Systems whose calendar
-- reads otherwise are absent here and marked in `service_time`.
-- needs:
with calendars as (
    select system_id,
        regexp_extract(service_hours, '^\s*(Mon|Tue|Wed|Thu|Fri|Sat|Sun)-(Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s+(\d\d):(\d\d)-(\d\d):(\d\d)\s*$',
            ['first_day', 'last_day', 'open_hour', 'open_minute', 'close_hour', 'close_minute']) as c
    from systems
    where regexp_matches(coalesce(service_hours, ''),
        '^\s*(Mon|Tue|Wed|Thu|Fri|Sat|Sun)-(Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s+(\d\d):(\d\d)-(\d\d):(\d\d)\s*$')
),
hours as (
    select system_id,
        (position(c.first_day in 'MonTueWedThuFriSatSun') + 2) // 3 as first_day,
        (position(c.last_day in 'MonTueWedThuFriSatSun') + 2) // 3 as last_day,
        60 * cast(c.open_hour as bigint) + cast(c.open_minute as bigint) as opens,
        60 * cast(c.close_hour as bigint) + cast(c.close_minute as bigint) as closes
    from calendars
    -- A calendar over midnight is not understood yet: it is unreadable, never always closed.
    where c.open_hour || c.open_minute < c.close_hour || c.close_minute
),
days as (
    select cast(day as timestamp) as day, isodow(day) as weekday
    from (
        select unnest(generate_series(cast(min(to_local(p.ps)) as date), cast(max(to_local(p.pe)) as date), interval 1 day)) as day
        from periods p
    )
),
open_days as (
    select h.system_id, d.day, h.opens, h.closes,
        case
            when h.first_day <= h.last_day then d.weekday between h.first_day and h.last_day
            else d.weekday >= h.first_day or d.weekday <= h.last_day
        end and cast(d.day as date) not in (select "date" from ref_holidays) as is_open
    from hours h
    cross join days d
)
select system_id, to_utc(day) as start_at, to_utc(day + interval 1 day) as end_at
from open_days
where not is_open
union all
select system_id, to_utc(day), to_utc(day + to_minutes(opens))
from open_days
where is_open and opens > 0
union all
select system_id, to_utc(day + to_minutes(closes)), to_utc(day + interval 1 day)
from open_days
where is_open and closes < 1440
