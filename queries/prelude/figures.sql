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

-- Surges of a set per so many days of judged load, with the exact 95 % interval of a Poisson count (metrics.md 3.7).
create or replace macro surge_rate_of(set_name, days) as table
with counted as (
    select o.system_id, o.period, o.null_reason, o.ranked_seconds, o.coverage, count(h.unit) as units
    from load_covered o
    left join happened h on h.system_id = o.system_id and h.period = o.period and h.evidence = set_name
    group by o.system_id, o.period, o.null_reason, o.ranked_seconds, o.coverage
)
select c.system_id, c.period, case when c.null_reason is null then c.units * days * 86400 / c.ranked_seconds end as value,
    cast(c.units as double) as numerator, c.ranked_seconds / 86400 as denominator, cast(c.units as bigint) as n,
    c.coverage, c.null_reason,
    case when c.null_reason is null then coalesce(l.low, poisson_low(c.units)) * days * 86400 / c.ranked_seconds end as low,
    case when c.null_reason is null then coalesce(l.high, poisson_high(c.units)) * days * 86400 / c.ranked_seconds end as high
from counted c
left join poisson_limits l on l.n = c.units;

-- Share of the ranked surges that are in a subset of them, with the Wilson 95 % interval.
create or replace macro surge_share_of(set_name) as table
with counted as (
    select o.system_id, o.period, o.null_reason, o.ranked_seconds, o.coverage,
        nullif(count(h.unit) filter (where h.evidence = 'surges'), 0) as units,
        count(h.unit) filter (where h.evidence = set_name) as hits
    from load_covered o
    left join happened h on h.system_id = o.system_id and h.period = o.period and h.evidence in ('surges', set_name)
    group by o.system_id, o.period, o.null_reason, o.ranked_seconds, o.coverage
)
select system_id, period, case when null_reason is null then hits / units end as value, cast(hits as double) as numerator,
    cast(coalesce(units, 0) as double) as denominator, cast(coalesce(units, 0) as bigint) as n,
    coverage,
    coalesce(null_reason, case when units is null then 'no_surge' end) as null_reason,
    case when null_reason is null then wilson_low(hits, units) end as low,
    case when null_reason is null then wilson_high(hits, units) end as high
from counted;

-- Minutes of runs of a kind inside a period, per so many days in which resources are known (metrics.md 3.10).
create or replace macro run_minutes_of(run_kind, days) as table
with inside as (
    select o.system_id, o.period, count(*) as runs,
        cast(sum(seconds_between(greatest(o.w_start, r.start_at), least(o.w_end, r.end_at))) as bigint) as seconds
    from observed o
    join load_runs r on r.system_id = o.system_id and r.kind = run_kind and r.start_at < o.w_end and r.end_at > o.w_start
    where o.table_name = 'performance' and o.w_seconds > 0
    group by o.system_id, o.period
)
select l.system_id, l.period,
    case when l.resource_null_reason is null then coalesce(i.seconds, 0) / 60 * days * 86400 / l.resource_seconds end as value,
    coalesce(i.seconds, 0) / 60 as numerator, l.resource_seconds / 86400 as denominator,
    cast(coalesce(i.runs, 0) as bigint) as n, coalesce(l.resource_coverage, 0) as coverage,
    l.resource_null_reason as null_reason
from load_covered l
left join inside i on i.system_id = l.system_id and i.period = l.period;

-- Hours of delayed access in service hours (metrics.md 3.10): each part is known where what it comes from is; all of it
-- where surges or answers are.
create or replace macro delay_hours_of(clock_name) as table
with sources as (
    select l.system_id, l.period, o.coverage as incident_coverage, o.null_reason as of_incidents,
        case
            when l.null_reason in ('not_observed', 'no_load', 'coarse_step', 'no_coverage') then l.null_reason
            when l.resource_null_reason is not null then l.resource_null_reason
            when l.judged_seconds < param('coverage.minimum') * l.load_seconds then coalesce(l.null_reason, 'history_too_short')
        end as of_surges,
        case
            when l.w_seconds = 0 then 'not_observed'
            when l.latency_seconds = 0 then 'no_latency'
            when l.latency_seconds < param('coverage.minimum') * l.w_seconds then 'no_coverage'
        end as of_answers,
        l.coverage as load_coverage, l.latency_seconds / nullif(l.w_seconds, 0) as latency_coverage
    from load_covered l
    join observed o on o.system_id = l.system_id and o.period = l.period and o.table_name = 'incidents'
),
known as (
    select *,
        case clock_name
            when 'DELAY/saturated_surge' then of_surges
            when 'DELAY/slow' then of_answers
            when 'DELAY/degraded' then of_incidents
            else case when of_surges is null or of_answers is null then null else of_surges end
        end as null_reason,
        case clock_name
            when 'DELAY/saturated_surge' then load_coverage
            when 'DELAY/slow' then latency_coverage
            when 'DELAY/degraded' then incident_coverage
            else greatest(load_coverage, latency_coverage)
        end as coverage
    from sources
)
select k.system_id, k.period, case when k.null_reason is null then coalesce(c.seconds, 0) / 3600 end as value,
    coalesce(c.seconds, 0) / 3600 as numerator, cast(null as double) as denominator, cast(null as bigint) as n,
    k.coverage, k.null_reason
from known k
left join service_clocks c on c.system_id = k.system_id and c.period = k.period and c.clock = clock_name;

-- Time of a clock over agreed service time, each hour weighted with the usual load of its hour of the week (metrics.md 3.4).
create or replace macro weighted_share_of(clock_name) as table
with weights as (
    select system_id, period, sum(weighted) filter (where clock = 'AST') as whole, sum(seconds) filter (where clock = 'AST') as seconds,
        sum(weighted) filter (where clock = clock_name) as part
    from demand_weights
    group by system_id, period
)
select o.system_id, o.period,
    case when o.null_reason is null and w.whole > 0 and w.seconds >= param('coverage.minimum') * t.ast_seconds
        then cast(coalesce(w.part, 0) as double) / cast(w.whole as double) end as value,
    cast(coalesce(w.part, 0) as double) / 1000 as numerator, cast(w.whole as double) / 1000 as denominator,
    cast(null as bigint) as n, coalesce(w.seconds, 0) / nullif(t.ast_seconds, 0) as coverage,
    case
        when o.null_reason is not null then o.null_reason
        when t.unreadable_hours then 'unreadable_service_hours'
        when t.ast_seconds <= 0 then 'no_service_time'
        when coalesce(w.whole, 0) = 0 or w.seconds < param('coverage.minimum') * t.ast_seconds then 'no_baseline'
    end as null_reason
from observed o
join service_time t on t.system_id = o.system_id and t.period = o.period
left join weights w on w.system_id = o.system_id and w.period = o.period
where o.table_name = 'incidents';

-- Share of the own outages that began in a surge, where surges are judged (metrics.md 3.10), with the Wilson interval.
create or replace macro surge_outages_of() as table
with counted as (
    select system_id, period, count(*) filter (where evidence = 'judged_outages') as outages,
        count(*) filter (where evidence = 'surge_outages') as hits
    from happened
    where evidence in ('judged_outages', 'surge_outages')
    group by system_id, period
),
joined as (
    select i.system_id, i.period, nullif(c.outages, 0) as outages, coalesce(c.hits, 0) as hits, l.judged_seconds / nullif(l.w_seconds, 0) as coverage,
        coalesce(i.null_reason, case
            when l.null_reason in ('not_observed', 'no_load', 'coarse_step', 'no_coverage') then l.null_reason
            when l.judged_seconds < param('coverage.minimum') * l.load_seconds then coalesce(l.null_reason, 'history_too_short')
        end) as null_reason
    from observed i
    join load_covered l on l.system_id = i.system_id and l.period = i.period
    left join counted c on c.system_id = i.system_id and c.period = i.period
    where i.table_name = 'incidents'
)
select system_id, period, case when null_reason is null then hits / outages end as value, cast(hits as double) as numerator,
    cast(coalesce(outages, 0) as double) as denominator, cast(coalesce(outages, 0) as bigint) as n, coverage,
    coalesce(null_reason, case when outages is null then 'no_outage' end) as null_reason,
    case when null_reason is null then wilson_low(hits, outages) end as low,
    case when null_reason is null then wilson_high(hits, outages) end as high
from joined;
