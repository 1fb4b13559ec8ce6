-- id: item_08
-- item: 8
-- grain: system
-- window: since go-live or the last rebuild, defects T12
-- window_ko: 개통·재구축 이후, 결함 T12
-- rows: systems.csv go_live rebuild_date, defect_sr, all_sr
-- reads: change_requests, systems
-- thresholds: item8.years, item8.defect_share <= 1
-- fixed: item8.min_n
-- question: Is the source old and complex, so that its quality must be improved?
-- definition: guide.md 2.2: S-Y iff it is `item8.years` or more since go-live or the last full rebuild, whichever is later, or
-- the share of defect requests of the last 12 months is at least `item8.defect_share` (with `item8.min_n` requests). Else U.
with facts as (
    select y.system_id,
        greatest(coalesce(y.go_live, y.rebuild_date), coalesce(y.rebuild_date, y.go_live)) as since,
        y.rebuild_date is not null and y.rebuild_date >= coalesce(y.go_live, y.rebuild_date) as rebuilt,
        local_date(r.as_of - interval 1 microsecond) as today,
        m.value as defect_share, coalesce(m.n, 0) as requests, m.numerator as defects
    from systems y
    cross join run r
    left join metrics m on m.metric = 'defect_share' and m.period = 'T12' and m.system_id = y.system_id
),
judged as (
    select *,
        case when since <= today then date_diff('day', since, today) / 365.25 end as years,
        since + to_months(cast(round(12 * param('item8.years')) as integer)) <= today as old,
        requests >= param('item8.min_n') and defect_share >= param('item8.defect_share') as faulty
    from facts
)
select system_id, 8 as item, case when old or faulty then 'Y' else 'U' end as answer,
    case when old or faulty then 'S' else 'None' end as tier,
    round(years, 2) as value, param('item8.years') as threshold, 'item8.years' as parameter, cast(requests as bigint) as n,
    coalesce(nullif(concat_ws('; ',
        case when years is not null then printf('%.1f', floor(years * 10) / 10) || ' years since '
            || case when rebuilt then 'the last rebuild' else 'go-live' end end,
        case when requests >= param('item8.min_n') then cast(defects as bigint) || ' of ' || requests || ' requests are defects' end
    ), ''), 'neither go-live nor enough requests known') as evidence,
    cast(null as varchar) as alternatives
from judged
