-- id: load_rhythm
-- grain: system x period
-- doc: median and 99.5th percentile of the load in service hours, and their ratio (PAR; metrics.md 3.7).
-- program: surge
-- needs: closed_hours, host_days, load5, outages, stop_windows
select cast(null as varchar) as system_id, cast(null as varchar) as period, cast(null as bigint) as minutes,
    cast(null as double) as p50, cast(null as double) as p99_5, cast(null as double) as par
limit 0
