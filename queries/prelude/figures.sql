-- Shapes of figures over sets of `evidence`, run after the models: a metric names its set and the table whose coverage
-- makes it known, and these count, divide and interpolate. Every metric of one shape is so computed alike, and the rows
-- behind a figure are those of its set.

-- How many units of a set happened; also for the portfolio (`*`), where one that touches three systems counts once.
create or replace macro count_of(set_name, table_of) as table
with known as (
    select system_id, period, coverage, null_reason from observed where table_name = table_of
),
hits as (
    select h.system_id, h.period, h.unit
    from happened h
    join known k on k.system_id = h.system_id and k.period = h.period and k.null_reason is null
    where h.evidence = set_name
),
counted as (
    select system_id, period, count(*) as units from hits group by system_id, period
),
totals as (
    select period, count(distinct unit) as units from hits group by period
),
systems_known as (
    select period, count(*) filter (where null_reason is null) as systems from known group by period
)
select k.system_id, k.period,
    case when k.null_reason is null then cast(coalesce(c.units, 0) as double) end as value,
    cast(coalesce(c.units, 0) as double) as numerator, cast(null as double) as denominator,
    cast(coalesce(c.units, 0) as bigint) as n, k.coverage, k.null_reason
from known k
left join counted c on c.system_id = k.system_id and c.period = k.period
union all
select '*', s.period,
    case when s.systems > 0 then cast(coalesce(t.units, 0) as double) end,
    cast(coalesce(t.units, 0) as double), null, cast(coalesce(t.units, 0) as bigint), null,
    case when s.systems = 0 then 'no_coverage' end
from systems_known s
left join totals t on t.period = s.period;

-- Units of a set per so many observed days. The denominator is covered time, so only what happened in it counts.
create or replace macro rate_of(set_name, table_of, days) as table
with inside as (
    select h.system_id, h.period, count(*) as units
    from happened h
    semi join coverage v on v.system_id = h.system_id and v.table_name = table_of and h.from_at >= v.from_ts
        and h.from_at < v.to_ts
    where h.evidence = set_name
    group by h.system_id, h.period
)
select o.system_id, o.period,
    case when o.null_reason is null then coalesce(i.units, 0) * days * 86400 / o.observed_seconds end as value,
    cast(case when o.null_reason is null then coalesce(i.units, 0) else 0 end as double) as numerator,
    o.observed_seconds / 86400 as denominator,
    cast(case when o.null_reason is null then coalesce(i.units, 0) else 0 end as bigint) as n, o.coverage, o.null_reason
from observed o
left join inside i on i.system_id = o.system_id and i.period = o.period
where o.table_name = table_of;

-- The same, with the exact 95 % interval of a Poisson count in so much time: for events that come independently.
create or replace macro event_rate_of(set_name, table_of, days) as table
select r.*,
    case when r.null_reason is null then coalesce(l.low, poisson_low(r.n)) * days / r.denominator end as low,
    case when r.null_reason is null then coalesce(l.high, poisson_high(r.n)) * days / r.denominator end as high
from rate_of(set_name, table_of, days) r
left join poisson_limits l on l.n = r.n;

-- Share of the units of one set that are also in a subset of it; null with `reason` where the set is empty. `low` and
-- `high` are the Wilson 95 % interval.
create or replace macro share_of(hit_name, set_name, table_of, reason) as table
with counted as (
    select h.system_id, h.period,
        count(*) filter (where h.evidence = set_name) as units,
        count(*) filter (where h.evidence = hit_name) as hits
    from happened h
    join observed o on o.system_id = h.system_id and o.period = h.period and o.table_name = table_of
        and o.null_reason is null
    where h.evidence in (hit_name, set_name)
    group by h.system_id, h.period
),
shares as (
    select o.system_id, o.period, o.coverage, o.null_reason, nullif(c.units, 0) as units, c.hits
    from observed o
    left join counted c on c.system_id = o.system_id and c.period = o.period
    where o.table_name = table_of
)
select system_id, period,
    hits / units as value,
    cast(coalesce(hits, 0) as double) as numerator, cast(coalesce(units, 0) as double) as denominator,
    cast(coalesce(units, 0) as bigint) as n, coverage,
    coalesce(null_reason, case when units is null then reason end) as null_reason,
    wilson_low(hits, units) as low, wilson_high(hits, units) as high
from shares;

-- Quantile (interpolated) of what the units of a set carry, in units of so many seconds; null with `reason` where empty.
create or replace macro quantile_of(set_name, table_of, share, seconds_per_unit, reason) as table
with spread as (
    select h.system_id, h.period, count(*) as units,
        percentile_cont(share) within group (order by h.amount) / seconds_per_unit as middle
    from happened h
    join observed o on o.system_id = h.system_id and o.period = h.period and o.table_name = table_of
        and o.null_reason is null
    where h.evidence = set_name and h.amount is not null
    group by h.system_id, h.period
)
select o.system_id, o.period, s.middle as value, s.middle as numerator,
    cast(coalesce(s.units, 0) as double) as denominator, cast(coalesce(s.units, 0) as bigint) as n, o.coverage,
    coalesce(o.null_reason, case when s.units is null then reason end) as null_reason
from observed o
left join spread s on s.system_id = o.system_id and s.period = o.period
where o.table_name = table_of;

-- Mean of what the units of a set carry, in units of so many seconds; null with `reason` where the set is empty.
create or replace macro mean_of(set_name, table_of, seconds_per_unit, reason) as table
with sums as (
    select h.system_id, h.period, count(*) as units, cast(sum(h.amount) as bigint) as amount
    from happened h
    join observed o on o.system_id = h.system_id and o.period = h.period and o.table_name = table_of
        and o.null_reason is null
    where h.evidence = set_name and h.amount is not null
    group by h.system_id, h.period
)
select o.system_id, o.period, s.amount / (seconds_per_unit * s.units) as value,
    s.amount / seconds_per_unit as numerator, cast(coalesce(s.units, 0) as double) as denominator,
    cast(coalesce(s.units, 0) as bigint) as n, o.coverage,
    coalesce(o.null_reason, case when s.units is null then reason end) as null_reason
from observed o
left join sums s on s.system_id = o.system_id and s.period = o.period
where o.table_name = table_of;

-- Minutes of a clock of `service_clocks` (metrics.md 3.4), in service hours.
create or replace macro minutes_of(clock_name) as table
select o.system_id, o.period,
    case when o.null_reason is null and not t.unreadable_hours then coalesce(c.seconds, 0) / 60 end as value,
    coalesce(c.seconds, 0) / 60 as numerator, cast(null as double) as denominator,
    cast(null as bigint) as n, o.coverage,
    coalesce(o.null_reason, case when t.unreadable_hours then 'unreadable_service_hours' end) as null_reason
from observed o
join service_time t on t.system_id = o.system_id and t.period = o.period
left join service_clocks c on c.system_id = o.system_id and c.period = o.period and c.clock = clock_name
where o.table_name = 'incidents';

-- The same quantile where at least `lead.sample` units carry one, as the parts of a lead time want (metrics.md 3.2).
create or replace macro sampled_quantile_of(set_name, table_of, share, seconds_per_unit, reason) as table
select system_id, period, case when null_reason is null and n >= param('lead.sample') then value end as value,
    numerator, denominator, n, coverage,
    coalesce(null_reason, case when n < param('lead.sample') then 'small_sample' end) as null_reason
from quantile_of(set_name, table_of, share, seconds_per_unit, reason);

-- The same in days up to the first release, where that many of the closed change requests name one (metrics.md 3.2).
create or replace macro released_quantile_of(set_name, share, reason) as table
select q.system_id, q.period,
    case when q.null_reason is null and l.value >= param('lead.link_coverage') then q.value end as value,
    q.numerator, q.denominator, q.n, q.coverage,
    case
        when q.null_reason <> 'small_sample' then q.null_reason
        when l.null_reason is not null then l.null_reason
        when l.value < param('lead.link_coverage') then 'low_link_coverage'
        else q.null_reason
    end as null_reason
from sampled_quantile_of(set_name, 'deployments', share, 86400, reason) q
join share_of('linked_sr', 'linkable_sr', 'deployments', 'no_closed_sr') l
    on l.system_id = q.system_id and l.period = q.period;

-- Quantile of the age in days, at the end of the period or at as_of, of the units of a set that wait there.
create or replace macro age_of(set_name, table_of, share, reason) as table
with spread as (
    select h.system_id, h.period, count(*) as units,
        percentile_cont(share) within group (order by seconds_between(h.from_at, o.w_end)) / 86400 as middle
    from happened h
    join observed o on o.system_id = h.system_id and o.period = h.period and o.table_name = table_of
        and o.null_reason is null
    where h.evidence = set_name
    group by h.system_id, h.period
)
select o.system_id, o.period, s.middle as value, s.middle as numerator,
    cast(coalesce(s.units, 0) as double) as denominator, cast(coalesce(s.units, 0) as bigint) as n, o.coverage,
    coalesce(o.null_reason, case when s.units is null then reason end) as null_reason
from observed o
left join spread s on s.system_id = o.system_id and s.period = o.period
where o.table_name = table_of;
