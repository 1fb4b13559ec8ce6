-- id: load_runs
-- grain: run of buckets beyond a limit
-- doc: saturation, CPU above the trigger of the guide's example policy, and slow answers, as they follow each other (metrics.md 3.10).
-- program: surge
-- needs: closed_hours, host_days, load5, outages, stop_windows
select cast(null as varchar) as system_id, cast(null as varchar) as kind, cast(null as varchar) as causes,
    cast(null as timestamp) as start_at, cast(null as timestamp) as end_at, cast(null as bigint) as bucket_minutes
limit 0
