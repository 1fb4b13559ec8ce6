-- id: surge_segments
-- grain: surge
-- doc: surges as they are found in the load of a system; `surges` adds what they fall together with (metrics.md 3.7).
-- program: surge
-- needs: closed_hours, host_days, load5, outages, stop_windows
select cast(null as varchar) as system_id, cast(null as bigint) as number, cast(null as timestamp) as start_at,
    cast(null as timestamp) as end_at, cast(null as varchar) as period, cast(null as bigint) as flagged_minutes,
    cast(null as double) as peak, cast(null as timestamp) as peak_at, cast(null as double) as i_d, cast(null as double) as i_b,
    cast(null as double) as excess, cast(null as boolean) as unexpected, cast(null as boolean) as over_peak,
    cast(null as varchar) as truncated, cast(null as varchar) as baseline, cast(null as boolean) as ranked,
    cast(null as bigint) as saturated_minutes, cast(null as bigint) as key_number, cast(null as bigint) as bucket_minutes
limit 0
