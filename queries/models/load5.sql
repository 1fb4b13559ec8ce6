-- id: load5
-- grain: system x bucket with samples
-- public: yes
-- doc: load of every system in buckets of 5 minutes (10, 15, 30 or 60 where its samples are coarser), out of the samples of its hosts (metrics.md 3.6).
-- Of one time of a series the last sample counts. A sample holds until the next one, for at most its nominal step or
-- `load.bridge_minutes`, whichever is meant by max(step, min(2 x step, bridge)). Counters become rates over the time since
-- the sample before; a fall is a reset, or of traffic a wrap at 2^32. A series counts in a bucket of which it fills at least
-- `load.bucket_share`. `x` is the load (`load_metric`): the sum over hosts, divided by the share of the usual load that
-- the hosts with samples carry; null where that is below `load.present_share`. `cpu` and `memory` are means weighted
-- with cores, of the worst tier, in percent; `pool` connections, threads or sessions of those configured; `latency` of
-- the slowest host, ms; `demand` cores in use; `installed` cores of the hosts with samples.
-- runs: slices
-- needs: load_choice, load_days, load_presence, load_slices, load_steps, receipt_order
with series as (
    select d.series, d.system_id, d.source, d.system_ref, d.host, d.instance, d.metric, d.unit, d.kind, d.day, d.tier,
        d.factor, d.together, d.weight, d.is_edge,
        cast(round(1000 * d.max_sessions / d.parts) as bigint) as max_sessions,
        cast(round(1000 * coalesce(d.cores, 1) / d.parts) as bigint) as millicores,
        d.cores is not null as has_cores,
        1000000 * c.bucket_seconds as bucket,
        cast(1000000 * greatest(s.step_seconds, least(2 * s.step_seconds, 60 * param('load.bridge_minutes'))) as bigint) as hold
    from load_days d
    join load_choice c on c.system_id = d.system_id and c.bucket_seconds is not null
    join load_steps s on s.series = d.series and s.day = d.day
    where d.day >= local_date(slice_from()) - 1 and d.day < local_date(slice_to())
        and (d.metric in ('cpu_util', 'cpu_idle', 'mem_util', 'mem_idle', 'mem_free', 'mem_used', 'mem_total', 'pool_util', 'sessions', 'latency_p95')
            or d.metric = c.load_metric)
),
samples as (
    select s.series, s.bucket, s.hold, s.kind, s.factor,
        s.metric in ('net_in', 'net_out') as can_wrap, micros_of(r.ts) as t, r.value, x.place, r.record,
        case when s.metric in ('cpu_idle', 'mem_idle') then 100.0 end as whole,
        s.metric in ('cpu_util', 'cpu_idle', 'mem_util', 'mem_idle', 'pool_util') as is_percent
    from raw_performance r
    join series s on s.source = r.source and s.system_ref = coalesce(r.system_ref, '') and s.host = r.host
        and s.instance = coalesce(r.instance, '') and s.metric = r.metric and s.unit = coalesce(r.unit, '')
        and s.kind = coalesce(r.kind, 'gauge') and s.day = local_date(r.ts)
    join receipt_order x on x.receipt = r.receipt
    where r.ts >= slice_from() - interval 2 hour and r.ts < slice_to() and r.ts < (select as_of from run)
        and is_finite(r.value)
        and (s.kind = 'counter' or r.value >= 0)
),
-- Of one time of a gauge the last sample, and until when it holds.
gauges as (
    select series, bucket, whole, is_percent, value * factor as value, t as from_t, least(coalesce(next_t, t + hold), t + hold) as to_t
    from (
        select *, lead(t) over (partition by series order by t, place, record) as next_t
        from samples
        where kind = 'gauge'
    )
    where next_t is distinct from t
),
counted as (
    select *
    from samples
    where kind = 'counter'
    qualify row_number() over (partition by series, t order by place desc, record desc) = 1
),
rates as (
    select *,
        case
            when value >= before then value - before
            when can_wrap and before > 0.75 * 4294967296 and before < 4294967296
                and (value - before + 4294967296) * factor * 1000000 / (t - before_t) <= param('load.line_rate')
                then value - before + 4294967296
            else value
        end as gone
    from (
        select *, lag(t) over w as before_t, lag(value) over w as before
        from counted
        window w as (partition by series order by t)
    )
    where before_t is not null and t - before_t <= hold
),
held as (
    select series, bucket, whole, is_percent, value, from_t, to_t from gauges
    union all
    select series, bucket, whole, is_percent, gone * factor * 1000000 / (t - before_t), before_t, t from rates
),
-- Percent of what is not used becomes percent of what is; a little above 100 is 100, more is no percent.
valued as (
    select series, bucket, from_t, to_t,
        case
            when not is_percent then value
            when value > 100 + param('load.percent_tolerance') then null
            when whole is not null then greatest(0, whole - value)
            else least(100, value)
        end as value
    from held
    where to_t > from_t
),
pieces as (
    select series, bucket, value, (from_t // bucket + k) * bucket as b,
        greatest(from_t, (from_t // bucket + k) * bucket) as from_t,
        least(to_t, (from_t // bucket + k + 1) * bucket) as to_t
    from (
        select *, unnest(range((to_t - 1) // bucket - from_t // bucket + 1)) as k
        from valued
        where value < 9e12
    )
),
buckets as (
    select series, bucket, b,
        cast(round(sum(cast(round(1000000 * value) as hugeint) * (to_t - from_t)) / sum(to_t - from_t)) as bigint) as micro
    from pieces
    where b >= micros_of(slice_from()) and b < micros_of(slice_to())
    group by series, bucket, b
    having sum(to_t - from_t) >= param('load.bucket_share') * bucket
),
-- What belongs to a series on the day of the bucket; its unit and kind may have changed within it. Tiers are numbered, as
-- whole numbers are quicker to group by.
attributes as (
    select series, day, dense_rank() over (order by min(system_id), min(tier), day) as place,
        min(system_id) as system_id, min(tier) as tier,
        min(case metric when 'cpu_idle' then 'cpu_util' when 'mem_idle' then 'mem_util' else metric end) as metric, min(together) = 'mean' as is_mean,
        max(weight) as weight, case when bool_or(is_edge) then 1 else 0 end as edge,
        max(case when max_sessions > 0 then max_sessions end) as max_sessions,
        max(millicores) as millicores, bool_and(has_cores) as has_cores
    from series
    group by series, day
),
by_metric as (
    select a.place, a.metric, b.b, b.bucket,
        sum(b.micro) as total, sum(case when a.is_mean then b.micro * a.millicores end) as weighted, max(b.micro) as largest,
        sum(a.millicores) as millicores, sum(a.edge * a.millicores) as edge_millicores,
        sum(a.weight) as weight, sum(a.edge * a.weight) as edge_weight, count(*) as n, bool_and(a.has_cores) as has_cores,
        sum(case when a.max_sessions > 0 then b.micro end) as limited, sum(a.max_sessions) as max_sessions
    from buckets b
    join attributes a on a.series = b.series and a.day = local_date(instant_of(b.b))
    group by a.place, a.metric, b.b, b.bucket
),
named as (
    select distinct place, system_id, tier, day from attributes
),
of_tiers as (
    select m.*, t.system_id, t.tier, t.day, c.load_metric = m.metric as is_load, c.load_metric = 'cpu_util' as is_cpu_load
    from by_metric m
    join named t on t.place = m.place
    join load_choice c on c.system_id = t.system_id
),
tiers as (
    select system_id, tier, day, b, bucket,
        sum(case when is_load then case when is_cpu_load then weighted else total end end) as load_sum,
        sum(case when is_load then case when is_cpu_load then millicores else weight end end) as load_weight,
        sum(case when is_load then case when is_cpu_load then edge_millicores else edge_weight end end) as load_edge,
        sum(case when metric = 'cpu_util' then weighted end) as cpu_sum,
        sum(case when metric = 'cpu_util' then millicores end) as cpu_cores,
        sum(case when metric = 'cpu_util' then edge_millicores end) as cpu_edge,
        max(case when metric = 'cpu_util' then largest end) as cpu_host,
        bool_and(case when metric = 'cpu_util' then has_cores end) as has_cores,
        sum(case when metric = 'mem_util' then weighted end) as mem_sum,
        sum(case when metric = 'mem_util' then millicores end) as mem_cores,
        sum(case when metric = 'mem_free' then total end) as mem_free, sum(case when metric = 'mem_free' then n end) as mem_free_n,
        sum(case when metric = 'mem_used' then total end) as mem_used, sum(case when metric = 'mem_used' then n end) as mem_used_n,
        sum(case when metric = 'mem_total' then total end) as mem_total, sum(case when metric = 'mem_total' then n end) as mem_total_n,
        max(case when metric = 'pool_util' then largest end) as pool,
        sum(case when metric = 'sessions' then limited end) as sessions,
        sum(case when metric = 'sessions' then max_sessions end) as max_sessions,
        max(case when metric = 'latency_p95' then largest end) as latency
    from of_tiers
    group by system_id, tier, day, b, bucket
),
-- What each tier should have samples of CPU of on a day.
cpu_expected as (
    select system_id, tier, day, sum(millicores) as millicores
    from load_presence
    where metric in ('cpu_util', 'cpu_idle')
    group by system_id, tier, day
),
-- A tier of which too little capacity has samples says nothing.
measured as (
    select t.*, c.millicores is not null as is_expected,
        case when t.cpu_cores >= param('load.present_share') * (coalesce(c.millicores, 0) + t.cpu_edge) then t.cpu_sum end as cpu_known
    from tiers t
    left join cpu_expected c on c.system_id = t.system_id and c.tier = t.tier and c.day = t.day
),
systems_of as (
    select system_id, day, b, bucket,
        sum(load_sum) as load_sum, sum(load_weight) as load_weight, sum(load_edge) as load_edge,
        max(cpu_known / cpu_cores) / 1e6 as cpu, max(cpu_host) / 1e6 as cpu_host,
        greatest(
            max(mem_sum / mem_cores) / 1e6,
            max(case when mem_free_n = mem_total_n and mem_total > 0 then 100 * (1 - least(1, mem_free / mem_total)) end),
            max(case when mem_used_n = mem_total_n and mem_total > 0 then 100 * least(1, mem_used / mem_total) end)
        ) as memory,
        greatest(max(pool) / 1e6, 100 * (sum(sessions) / 1e6) / (sum(max_sessions) / 1e3)) as pool,
        max(latency) / 1e6 as latency, sum(cpu_sum) as cpu_sum, sum(cpu_cores) as cpu_cores, bool_and(has_cores) as has_cores,
        bool_and(cpu_cores is null or cpu_known is not null) as all_known,
        count(case when is_expected and cpu_known is not null then 1 end) as tiers
    from measured
    group by system_id, day, b, bucket
),
-- Without one of the tiers that should have samples nothing is known of the whole.
tiers_expected as (
    select system_id, day, count(*) as tiers from cpu_expected group by system_id, day
),
expected as (
    select p.system_id, p.day, sum(case when c.load_metric = 'cpu_util' then p.millicores else p.weight end) as weight
    from load_presence p
    join load_choice c on c.system_id = p.system_id
        and (p.metric = c.load_metric or (p.metric = 'cpu_idle' and c.load_metric = 'cpu_util'))
    group by p.system_id, p.day
),
shares as (
    select s.*, c.load_metric, x.together, s.all_known and s.tiers >= coalesce(t.tiers, 0) as is_whole,
        least(1, s.load_weight / (coalesce(e.weight, 0) + coalesce(s.load_edge, 0))) as share
    from systems_of s
    join load_choice c on c.system_id = s.system_id
    left join load_metrics x on x.metric = c.load_metric
    left join expected e on e.system_id = s.system_id and e.day = s.day
    left join tiers_expected t on t.system_id = s.system_id and t.day = s.day
)
select system_id, instant_of(b) as bucket_start, bucket // 60000000 as bucket_minutes, load_metric,
    case
        when share >= param('load.present_share')
            then load_sum / (case when together = 'sum' then 1e6 else 1e11 end) / share
    end as x,
    share as present_share, case when is_whole then cpu end as cpu, cpu_host, memory, pool, latency,
    case when is_whole and has_cores then cpu_sum / 1e11 end as demand,
    case when is_whole and has_cores then cpu_cores / 1e3 end as installed
from shares
order by system_id, b
