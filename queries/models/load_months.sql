-- id: load_months
-- grain: system x month with load
-- public: yes
-- doc: what each month's load is judged by: the baseline, the typical daily peak D, growth over the year before (metrics.md 3.7).
-- `baseline`: full (168 hours of the week out of the 56 days before the month), coarse (48), in_sample (the series itself,
-- never ranked). `null_reason` says why no surge can be known in the month.
-- program: surge
-- needs: closed_hours, host_days, load5, outages, stop_windows
select cast(null as varchar) as system_id, cast(null as varchar) as period, cast(null as varchar) as load_metric,
    cast(null as bigint) as bucket_minutes, cast(null as varchar) as baseline, cast(null as varchar) as null_reason,
    cast(null as boolean) as ranked, cast(null as double) as daily_peak, cast(null as bigint) as daily_peak_days,
    cast(null as boolean) as daily_peak_provisional, cast(null as double) as growth, cast(null as bigint) as valid_minutes,
    cast(null as bigint) as history_weeks, cast(null as double) as mean_load
limit 0
