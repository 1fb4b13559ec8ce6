-- id: load_hours
-- grain: local hour
-- doc: the hours of the months of the figures with their slot of the week: 0 is Monday 00:00, a public holiday is a Sunday (metrics.md 3.7).
-- needs:
with hours as (
    select m.period, unnest(generate_series(to_local(m.ps), to_local(m.pe) - interval 1 hour, interval 1 hour)) as local_hour
    from periods m
    where m.kind = 'month'
),
holidays_of as (
    select distinct "date" as day from ref_holidays
)
select h.period, to_utc(h.local_hour) as from_at, to_utc(h.local_hour + interval 1 hour) as to_at,
    cast(24 * case when d.day is not null then 6 else isodow(h.local_hour) - 1 end + hour(h.local_hour) as bigint) as slot
from hours h
left join holidays_of d on d.day = cast(h.local_hour as date)
