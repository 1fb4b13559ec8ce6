-- id: sample_days
-- grain: export x source x system_ref x host x instance x metric x unit x kind x local day
-- doc: how many samples of each series an export brought for a day; all that is asked of samples but their load comes from here.
-- It is made before names are resolved. `level` is the sum of the values in thousandths, as a whole number, so that it
-- is the same in every run.
-- stage: input
-- needs:
select source, receipt, coalesce(system_ref, '') as system_ref, host, coalesce(instance, '') as instance, metric,
    coalesce(unit, '') as unit, coalesce(kind, 'gauge') as kind, local_date(ts) as day, count(*) as n,
    count(*) filter (where is_finite(value) and (kind = 'counter' or value >= 0)) as usable,
    min(ts) as first_at, max(ts) as last_at, min(interval_seconds) as interval_seconds,
    sum(cast(round(1000 * case when is_finite(value) and value between 0 and 1e15 then value else 0 end) as bigint)) as level
from raw_performance
where ts < (select as_of from run)
group by source, receipt, coalesce(system_ref, ''), host, coalesce(instance, ''), metric, coalesce(unit, ''),
    coalesce(kind, 'gauge'), local_date(ts)
