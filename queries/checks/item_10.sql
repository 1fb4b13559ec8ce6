-- id: item_10
-- item: 10
-- grain: system
-- window: T12
-- rows: release_intervals, releases, wait_deploy_sr
-- reads: change_requests, deployments
-- thresholds: item10.interval_days, item10.sr_per_release, item10.wait_days
-- question: Should the deployment cycle become shorter?
-- definition: guide.md 2.2: S-Y iff the median release interval of the last 12 months is at least `item10.interval_days` and
-- either a release carries at least `item10.sr_per_release` requests on average or finished work waits at least
-- `item10.wait_days` days (median). What is wanted only a person knows: else U.
with figures as (
    select m.system_id,
        max(m.value) filter (where m.metric = 'deploy_interval_days') as interval_days,
        max(m.n) filter (where m.metric = 'deploy_interval_days') as intervals,
        max(m.value) filter (where m.metric = 'sr_per_release') as requests,
        max(m.value) filter (where m.metric = 'sr_wait_deploy_p50_days') as wait_days
    from metrics m
    where m.period = 'T12' and m.metric in ('deploy_interval_days', 'sr_per_release', 'sr_wait_deploy_p50_days')
    group by m.system_id
),
facts as (
    select y.system_id, f.interval_days, coalesce(f.intervals, 0) as intervals, f.requests, f.wait_days,
        coalesce(f.interval_days >= param('item10.interval_days'), false)
            and (coalesce(f.requests >= param('item10.sr_per_release'), false)
                or coalesce(f.wait_days >= param('item10.wait_days'), false)) as batched
    from systems y
    left join figures f on f.system_id = y.system_id
)
select system_id, 10 as item, case when batched then 'Y' else 'U' end as answer,
    case when batched then 'S' else 'None' end as tier,
    round(interval_days, 4) as value, param('item10.interval_days') as threshold, 'item10.interval_days' as parameter, cast(intervals as bigint) as n,
    case
        when interval_days is null then 'no interval between releases known in the last 12 months'
        else concat_ws('; ', 'a release every ' || printf('%.1f', interval_days) || ' days (median)',
            printf('%.1f', requests) || ' requests per release',
            'finished work waits ' || printf('%.1f', wait_days) || ' days')
    end as evidence,
    cast(null as varchar) as alternatives
from facts
