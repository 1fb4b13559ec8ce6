-- id: item_07
-- item: 7
-- grain: system
-- window: T12
-- rows: systems.csv dev_org ops_org, wait_deploy_sr
-- reads: change_requests, deployments, systems
-- thresholds: item7.wait_days, item7.wait_share
-- question: Does the split of development and operations delay communication, development or deployment?
-- definition: guide.md 2.2: S-Y iff development and operations are different organisations (inventory) and finished work
-- waits long for its deployment: median at least `item7.wait_days` business days, or at least `item7.wait_share` of the lead
-- time of requests. Else U: approval in steps alone is no delay, and a NO needs a person.
with waits as (
    select m.system_id,
        max(m.value) filter (where m.metric = 'sr_wait_deploy_p50_bdays') as days,
        max(m.value) filter (where m.metric = 'sr_wait_deploy_share') as share,
        max(m.n) filter (where m.metric = 'sr_wait_deploy_p50_bdays') as requests
    from metrics m
    where m.period = 'T12' and m.metric in ('sr_wait_deploy_p50_bdays', 'sr_wait_deploy_share')
    group by m.system_id
),
facts as (
    select y.system_id, trim(y.dev_org) as dev_org, trim(y.ops_org) as ops_org, w.days, w.share, coalesce(w.requests, 0) as requests,
        trim(y.dev_org) <> trim(y.ops_org) as split,
        coalesce(w.days < param('item7.wait_days'), true) and w.share >= param('item7.wait_share') as by_share,
        coalesce(w.days >= param('item7.wait_days'), false) or coalesce(w.share >= param('item7.wait_share'), false) as slow
    from systems y
    left join waits w on w.system_id = y.system_id
)
select system_id, 7 as item, case when split and slow then 'Y' else 'U' end as answer,
    case when split and slow then 'S' else 'None' end as tier,
    -- What decides is shown: the share where it alone reaches its threshold.
    case when coalesce(by_share, false) then round(share, 4) else round(days, 4) end as value,
    case when coalesce(by_share, false) then param('item7.wait_share') else param('item7.wait_days') end as threshold, case when coalesce(by_share, false) then 'item7.wait_share' else 'item7.wait_days' end as parameter,
    cast(requests as bigint) as n,
    concat_ws('; ',
        case
            when split is null then 'who develops and who operates is not in the inventory'
            when split then 'developed by ' || dev_org || ', operated by ' || ops_org
            else 'developed and operated by ' || dev_org
        end,
        case
            when days is null then 'wait from development done to deployment unknown'
            else 'finished work waits ' || printf('%.1f', days) || ' business days for its deployment (median)'
                || coalesce(', ' || printf('%.0f', 100 * share) || ' % of the lead time', '')
        end
    ) as evidence,
    cast(null as varchar) as alternatives
from facts
