-- id: closed_hours
-- grain: system x interval outside its service hours
-- doc: time outside the weekly calendar of a system, as `service_calendars` reads it, over the months of the figures.
-- Systems that are always open, or whose calendar cannot be read, are absent; the latter are marked in `service_time`.
-- needs: service_calendars
with bounds as (
    select cast(min(to_local(ps)) as date) as first_day, cast(max(to_local(pe)) as date) as last_day from periods
),
-- From the day before: a span over midnight reaches into the first.
days as (
    select d.day, cast(isodow(d.day) as varchar) as weekday, h.day is not null as is_holiday
    from (
        select cast(unnest(generate_series(first_day - interval 1 day, cast(last_day as timestamp), interval 1 day)) as date) as day
        from bounds
    ) d
    left join (select distinct "date" as day from ref_holidays) h on h.day = d.day
),
open_spans as (
    select c.service_hours, cast(d.day as timestamp) + to_minutes(c.opens) as opens_at,
        cast(d.day as timestamp) + to_minutes(c.closes) as closes_at
    from service_calendars c
    join days d on case
        when d.is_holiday and c.on_holidays <> 'weekday' then c.on_holidays = 'all'
        else contains(c.on_days, d.weekday)
    end
    where c.reads = 'weekly'
    union all
    select distinct c.service_hours, cast(b.first_day as timestamp), cast(b.first_day as timestamp)
    from service_calendars c
    cross join bounds b
    where c.reads = 'weekly'
    union all
    select distinct c.service_hours, cast(b.last_day as timestamp) + interval 1 day, cast(b.last_day as timestamp) + interval 1 day
    from service_calendars c
    cross join bounds b
    where c.reads = 'weekly'
),
gaps as (
    select service_hours, opens_at, max(closes_at) over (
        partition by service_hours order by opens_at, closes_at rows between unbounded preceding and 1 preceding
    ) as closed_from
    from open_spans
)
select s.system_id, to_utc(g.closed_from) as start_at, to_utc(g.opens_at) as end_at
from gaps g
join systems s on s.service_hours = g.service_hours
where g.closed_from < g.opens_at
