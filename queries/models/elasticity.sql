-- id: elasticity
-- grain: system x period
-- public: yes
-- doc: what capacity that follows the demand would need, replayed on the cores in use (metrics.md 3.10).
-- Units of `unit_cores` cores (those of the smallest host) at 50 % use: `elastic_saving` is the share of unit-hours that
-- would be saved against a fixed peak, `rightsizing` the share of installed cores that even the peak leaves free
-- (negative: too few). `lower_bound`: the system was saturated, the true demand is higher. `reactive_`: the guide's policy
-- of two more units at 50 % for five minutes; `hpa_`: as an autoscaler of Kubernetes would; `scheduled_`: two more units
-- around regular surges, hours that they cover and hours that are wasted.
-- program: surge
-- needs: closed_hours, host_days, load5, outages, stop_windows
select cast(null as varchar) as system_id, cast(null as varchar) as period, cast(null as double) as coverage,
    cast(null as bigint) as n_min, cast(null as double) as unit_cores, cast(null as double) as mean_units,
    cast(null as double) as peak_units, cast(null as timestamp) as peak_at, cast(null as double) as elastic_saving,
    cast(null as double) as rightsizing, cast(null as double) as installed, cast(null as boolean) as lower_bound,
    cast(null as double) as reactive_hours, cast(null as double) as reactive_fixed_hours,
    cast(null as double) as reactive_saving, cast(null as bigint) as reactive_under_minutes,
    cast(null as double) as hpa_hours, cast(null as double) as hpa_saving, cast(null as bigint) as hpa_under_minutes,
    cast(null as double) as scheduled_covered_hours, cast(null as double) as scheduled_wasted_hours
limit 0
