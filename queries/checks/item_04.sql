-- id: item_04
-- item: 4
-- grain: system
-- window: T12
-- rows: change_sr, policy_sr, due_sr, on_time_sr, released_sr
-- reads: change_requests, deployments
-- thresholds: item4.change_sr_per_30d, item4.policy_sr_per_30d, item4.month_share <= 1, item4.on_time <= 1, item4.lead_p85_days
-- question: Must the system respond fast to frequent change of policy and business?
-- definition: guide.md 2.2: Y iff in at least `item4.month_share` of the known months among the last 12, change SRs reach
-- `item4.change_sr_per_30d` or policy SRs `item4.policy_sr_per_30d`. Y is D where also on_time_rate (T12) is below `item4.on_time`
-- or the P85 lead (T12) above `item4.lead_p85_days`, else S; N is S. Fewer than `request.months_minimum` known months: U.
with lookback as (
    select p.period
    from periods p
    join periods t on t.period = 'T12' and p.ps >= t.ps and p.pe <= t.pe
    where p.kind = 'month'
),
months as (
    select c.system_id, count(*) as months,
        count(*) filter (
            where c.value >= param('item4.change_sr_per_30d') or p.value >= param('item4.policy_sr_per_30d')
        ) as busy
    from metrics c
    join lookback l on l.period = c.period
    join metrics p on p.metric = 'policy_sr_per_30d' and p.system_id = c.system_id and p.period = c.period
    where c.metric = 'change_sr_per_30d' and c.value is not null
    group by c.system_id
),
year as (
    select m.system_id,
        max(m.value) filter (where m.metric = 'change_sr_per_30d') as change_sr,
        max(m.value) filter (where m.metric = 'policy_sr_per_30d') as policy_sr,
        max(m.value) filter (where m.metric = 'on_time_rate') as on_time,
        max(m.value) filter (where m.metric = 'sr_lead_p85_days') as lead_p85
    from metrics m
    where m.period = 'T12' and m.system_id <> '*'
    group by m.system_id
),
facts as (
    select s.system_id, coalesce(m.months, 0) as months, coalesce(m.busy, 0) as busy,
        y.change_sr, y.policy_sr, y.on_time, y.lead_p85,
        coalesce(y.on_time < param('item4.on_time'), false) or coalesce(y.lead_p85 > param('item4.lead_p85_days'), false) as slow
    from systems s
    left join months m on m.system_id = s.system_id
    left join year y on y.system_id = s.system_id
),
judged as (
    select *,
        case
            when months < param('request.months_minimum') then 'U'
            when busy >= param('item4.month_share') * months then 'Y'
            else 'N'
        end as answer
    from facts
)
select system_id, 4 as item, answer,
    case when answer = 'U' then 'None' when answer = 'Y' and slow then 'D' else 'S' end as tier,
    case when months > 0 then busy / months end as value, param('item4.month_share') as threshold, 'item4.month_share' as parameter, cast(months as bigint) as n,
    case
        when months < param('request.months_minimum') then 'request history covers only ' || months || ' of the last 12 months'
        else 'frequent change in ' || busy || ' of ' || months || ' months'
            || coalesce('; ' || printf('%.1f', change_sr) || ' change requests per 30 days', '')
            || coalesce(', ' || printf('%.1f', policy_sr) || ' by policy', '')
            || coalesce('; on time ' || printf('%.0f', 100 * on_time) || ' %', '')
            || coalesce('; P85 lead time ' || printf('%.1f', lead_p85) || ' days', '')
    end as evidence,
    cast(null as varchar) as alternatives
from judged
