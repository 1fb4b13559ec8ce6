-- id: surge_keys
-- grain: system x regular time
-- public: yes
-- doc: times of the calendar at which surges recur: an hour of a weekday (W), of a day or business day of the month (M), a day of the year (Y) (metrics.md 3.9).
-- `n` opportunities observed, `h` with a surge, `p_value` the chance of that many without regularity.
-- program: surge
-- needs: closed_hours, host_days, load5, outages, stop_windows
select cast(null as varchar) as system_id, cast(null as bigint) as key_number, cast(null as varchar) as kind,
    cast(null as varchar) as label, cast(null as bigint) as n, cast(null as bigint) as h, cast(null as double) as p_value,
    cast(null as timestamp) as next_expected, cast(null as boolean) as suspect
limit 0
