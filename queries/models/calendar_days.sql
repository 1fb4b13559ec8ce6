-- id: calendar_days
-- grain: local day
-- public: yes
-- doc: the calendar of business days (traps 22): Monday to Friday without the days of holidays.csv, forty years back from as_of and ten ahead.
-- `business_before` counts the business days of the calendar before the day, `business_through` the day included: the
-- business days between two days are one subtraction, and `business_seconds` reads an instant on that clock.
-- needs:
with bounds as (
    select cast(date_trunc('year', to_local(as_of)) as date) as this_year from run
),
days as (
    select cast(unnest(generate_series(this_year - interval 40 year, this_year + interval 10 year, interval 1 day)) as date) as day
    from bounds
),
marked as (
    select d.day, h.day is not null as is_holiday, isodow(d.day) <= 5 and h.day is null as is_business
    from days d
    left join (select distinct "date" as day from ref_holidays) h on h.day = d.day
)
select day, is_holiday, is_business,
    cast(coalesce(count(*) filter (where is_business) over (
        order by day rows between unbounded preceding and 1 preceding), 0) as bigint) as business_before,
    cast(count(*) filter (where is_business) over (
        order by day rows between unbounded preceding and current row) as bigint) as business_through
from marked
