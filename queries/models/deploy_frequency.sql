-- id: deploy_frequency
-- grain: system x period
-- public: yes
-- doc: how often a system is deployed, in words (metrics.md 3.1): daily, weekly, monthly or yearly, over the three months that end with the period.
-- daily: the median week has at least `frequency.daily_days` days with a deployment; weekly: at least
-- `frequency.weekly_days`; monthly: the median month has at least `frequency.monthly_releases` releases; else yearly,
-- which includes none at all. Weeks run from Monday to Sunday; those count that lie wholly in the covered time of the
-- three months since the system was first seen, months where at least `coverage.minimum` of them is covered. Weeks and
-- months without a deployment count as zero. `class` is null, with `null_reason`, where less than `coverage.minimum` of
-- the three months was observed or fewer than `frequency.weeks_minimum` weeks are whole.
-- needs: component_deploys, coverage, first_seen, releases
with known as (
    select system_id, from_ts, to_ts from coverage where table_name = 'deployments'
),
spans as (
    select s.system_id, p.period,
        to_utc(date_trunc('month', to_local(p.pe - interval 1 second)) - interval 2 month) as from_at,
        greatest(to_utc(date_trunc('month', to_local(p.pe - interval 1 second)) - interval 2 month), coalesce(f.first_seen, r.as_of))
            as w_start,
        least(p.pe, r.as_of) as w_end, p.pe
    from systems s
    cross join periods p
    cross join run r
    left join first_seen f on f.system_id = s.system_id
),
covered as (
    select w.system_id, w.period, seconds_between(w.w_start, w.w_end) as w_seconds,
        coalesce(sum(seconds_between(greatest(w.w_start, k.from_ts), least(w.w_end, k.to_ts))) filter (where k.from_ts is not null), 0)
            as seconds
    from spans w
    left join known k on k.system_id = w.system_id and k.from_ts < w.w_end and k.to_ts > w.w_start
    where w.w_start < w.w_end
    group by w.system_id, w.period, w.w_start, w.w_end
),
bounds as (
    select min(from_at) as first_at, max(w_end) as last_at from spans
),
steps as (
    select 'week' as unit, to_utc(unnest(generate_series(date_trunc('week', to_local(first_at)), to_local(last_at), interval 7 day)))
        as from_at
    from bounds
    union all
    select 'month', to_utc(unnest(generate_series(date_trunc('month', to_local(first_at)), to_local(last_at), interval 1 month)))
    from bounds
),
blocks as (
    select unit, from_at,
        case unit when 'week' then to_utc(to_local(from_at) + interval 7 day) else to_utc(to_local(from_at) + interval 1 month) end
            as to_at
    from steps
),
-- How much of each week and month of a system is covered since it was first seen.
seen as (
    select f.system_id, b.unit, b.from_at, b.to_at,
        sum(seconds_between(greatest(b.from_at, k.from_ts, f.first_seen), least(b.to_at, k.to_ts, r.as_of))) as seconds
    from first_seen f
    cross join run r
    join known k on k.system_id = f.system_id
    join blocks b on b.from_at < least(k.to_ts, r.as_of) and b.to_at > greatest(k.from_ts, f.first_seen)
    group by f.system_id, b.unit, b.from_at, b.to_at
),
happenings as (
    select 'week' as unit, system_id, to_utc(date_trunc('week', to_local(started_at))) as from_at,
        count(distinct local_date(started_at)) as times
    from component_deploys
    where countable
    group by all
    union all
    select 'month', system_id, to_utc(date_trunc('month', to_local(started_at))), count(*)
    from releases
    where counted
    group by all
),
counts as (
    select s.*, coalesce(h.times, 0) as times
    from seen s
    left join happenings h on h.unit = s.unit and h.system_id = s.system_id and h.from_at = s.from_at
    where s.seconds >= seconds_between(s.from_at, s.to_at) * case s.unit when 'week' then 1 else param('coverage.minimum') end
),
medians as (
    select w.system_id, w.period,
        count(*) filter (where c.unit = 'week') as weeks,
        percentile_cont(0.5) within group (order by case when c.unit = 'week' then c.times end) as deploy_days_per_week,
        count(*) filter (where c.unit = 'month') as months,
        percentile_cont(0.5) within group (order by case when c.unit = 'month' then c.times end) as releases_per_month
    from spans w
    join counts c on c.system_id = w.system_id and c.from_at >= w.from_at and c.to_at <= w.pe
    group by w.system_id, w.period
),
judged as (
    select w.system_id, w.period, coalesce(m.weeks, 0) as weeks, coalesce(m.months, 0) as months,
        m.deploy_days_per_week, m.releases_per_month,
        c.seconds / c.w_seconds as coverage,
        case
            when c.w_seconds is null then 'not_observed'
            when c.seconds = 0 or c.seconds < param('coverage.minimum') * c.w_seconds then 'no_coverage'
            when coalesce(m.weeks, 0) < param('frequency.weeks_minimum') then 'few_weeks'
        end as null_reason
    from spans w
    left join covered c on c.system_id = w.system_id and c.period = w.period
    left join medians m on m.system_id = w.system_id and m.period = w.period
)
select system_id, period,
    case
        when null_reason is not null then null
        when deploy_days_per_week >= param('frequency.daily_days') then 'daily'
        when deploy_days_per_week >= param('frequency.weekly_days') then 'weekly'
        when releases_per_month >= param('frequency.monthly_releases') then 'monthly'
        else 'yearly'
    end as class,
    deploy_days_per_week, weeks, releases_per_month, months, coverage, null_reason
from judged
