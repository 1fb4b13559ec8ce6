-- id: load_slots
-- grain: system x month x hour of the week
-- doc: hour-of-week baseline B of the load and its spread S; slot 0 is Monday 00:00 local, holidays are Sundays (metrics.md 3.7).
-- program: surge
-- needs: closed_hours, host_days, load5, outages, stop_windows
select cast(null as varchar) as system_id, cast(null as varchar) as period, cast(null as bigint) as slot,
    cast(null as double) as baseline, cast(null as double) as spread
limit 0
