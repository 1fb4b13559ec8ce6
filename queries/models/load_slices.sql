-- id: load_slices
-- grain: run of local days
-- doc: the days that are bucketed together: at most `load.slice_samples` samples, or one day, so that memory does not grow with history.
-- needs: load_days
with days as (
    select day, cast(sum(n) as bigint) as n from load_days group by day
),
filled as (
    select day, n, sum(n) over (order by day rows between unbounded preceding and current row) as running from days
)
select cast(floor((running - n) / greatest(1, param('load.slice_samples'))) as bigint) as slice,
    to_utc(cast(min(day) as timestamp)) as from_at, to_utc(cast(max(day) + 1 as timestamp)) as to_at,
    cast(sum(n) as bigint) as n
from filled
group by 1
order by 1
