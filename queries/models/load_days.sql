-- id: load_days
-- grain: system x series x local day x unit x kind
-- doc: the series that load is made of: per system, source, host, part and metric, one number, with the factor that brings its values to the unit of the metric.
-- A series whose unit cannot be brought to it is left out. Where several sources sample one metric of a host, the one
-- with most days counts, then the first by name. `weight` is the usual level of the series, in thousandths: that of the
-- month before, else of the month (metrics.md 3.6: trailing load share); counters weigh 1 each. `is_edge`: the first or
-- the last day of the series, when it may have begun or ended.
-- needs: host_days, sample_days
with unit_of as (
    select d.unit, u.base, u.factor
    from (select distinct unit from sample_days) d
    join load_units u on u.word in (replace(d.unit, ' ', ''), lower(replace(d.unit, ' ', '')))
    qualify row_number() over (partition by d.unit order by case when u.word = replace(d.unit, ' ', '') then 0 else 1 end) = 1
),
converted as (
    select h.system_id, d.*, h.tier, h.cores, h.max_sessions, m.together,
        case
            when d.unit = '' then 1.0
            when u.base = m.unit then u.factor
            -- Time spent, of a share of time: milliseconds a second are tenths of a percent.
            when u.base = 'ms' and m.unit = '%' and d.kind = 'counter' then 0.1 * u.factor
            -- Counters count what the metric gives by the second.
            when d.kind = 'counter' and m.unit = u.base || '/s' then u.factor
            when d.kind = 'counter' and u.base = '1' and m.unit = '/s' then u.factor
            -- Plain counts of requests by the second are requests all the same.
            when u.base = '/s' and m.unit = '1' then u.factor
            when u.base = '1' and m.unit = '/s' and d.interval_seconds > 0 then u.factor / d.interval_seconds
        end as factor
    from sample_days d
    join host_days h on h.source = d.source and h.system_ref = d.system_ref and h.host = d.host and h.day = d.day
    join load_metrics m on m.metric = d.metric
    left join unit_of u on u.unit = d.unit
),
usable as (
    select * from converted where factor is not null
),
sources as (
    select system_id, host, metric, source,
        row_number() over (partition by system_id, host, metric order by count(distinct day) desc, source) as place
    from (select system_id, lower(host) as host, metric, source, day from usable)
    group by system_id, host, metric, source
),
chosen as (
    select u.*
    from usable u
    join sources s on s.system_id = u.system_id and s.host = lower(u.host) and s.metric = u.metric and s.source = u.source
    where s.place = 1
),
numbered as (
    select *,
        dense_rank() over (order by system_id, source, system_ref, lower(host), metric, instance) as series
    from chosen
),
spans as (
    select series, min(day) as first_day, max(day) as last_day from numbered group by series
),
levels as (
    select series, date_trunc('month', day) as month,
        case when min(kind) = 'counter' then 1 else greatest(1, cast(sum(cast(round(level * factor) as hugeint)) // greatest(sum(n), 1) as bigint)) end as level
    from numbered
    group by series, date_trunc('month', day)
),
-- Parts of a host that are its cores or processors share its capacity.
parts as (
    select system_id, source, lower(host) as host, metric, day, count(distinct series) as parts
    from numbered
    group by system_id, source, lower(host), metric, day
)
select n.series, n.system_id, n.source, n.system_ref, n.host, n.instance, n.metric, n.unit, n.kind, n.day,
    min(n.tier) as tier, min(n.together) as together, min(n.factor) as factor,
    max(n.cores) as cores, max(n.max_sessions) as max_sessions, max(p.parts) as parts,
    sum(n.n) as n, max(n.n) as of_one_export, min(n.first_at) as first_at, max(n.last_at) as last_at,
    min(n.interval_seconds) as interval_seconds,
    coalesce(min(b.level), min(o.level)) as weight,
    n.day in (min(s.first_day), min(s.last_day)) as is_edge
from numbered n
join spans s on s.series = n.series
join levels o on o.series = n.series and o.month = date_trunc('month', n.day)
left join levels b on b.series = n.series and b.month = date_trunc('month', n.day) - interval 1 month
join parts p on p.system_id = n.system_id and p.source = n.source and p.host = lower(n.host) and p.metric = n.metric and p.day = n.day
group by n.series, n.system_id, n.source, n.system_ref, n.host, n.instance, n.metric, n.unit, n.kind, n.day
