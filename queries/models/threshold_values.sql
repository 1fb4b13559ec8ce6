-- id: threshold_values
-- grain: threshold of the checklist x system
-- public: yes
-- stage: answers
-- doc: what each threshold of the checklist is held against; a system of which it is unknown has no row (guide.md 2.2).
-- Figures are those of T12. `item4.change_sr_per_30d` and `item4.policy_sr_per_30d` are asked of each month: the value is the
-- greatest threshold at which this figure alone would still reach `item4.month_share` of the known months.
-- `item3.saturated_minutes`: the longest saturation of a surge, 0 where load is judged and nothing surged. `item9.stage_share`:
-- the least share of a stage that is certain. A defect share counts from `item8.min_n` requests on.
-- needs: affected, happened, load_covered, surges
with answers as (
    select parameter, system_id, value
    from checklist_measured
    -- Item 7 shows one of its two thresholds; both are among the figures.
    where parameter is not null and item <> 7
),
figures as (
    select
        case m.metric
            when 'users_per_day' then 'item1.users'
            when 'on_time_rate' then 'item4.on_time'
            when 'sr_lead_p85_days' then 'item4.lead_p85_days'
            when 'sr_wait_deploy_p50_bdays' then 'item7.wait_days'
            when 'sr_wait_deploy_share' then 'item7.wait_share'
            when 'defect_share' then 'item8.defect_share'
            when 'sr_per_release' then 'item10.sr_per_release'
            when 'sr_wait_deploy_p50_days' then 'item10.wait_days'
        end as parameter,
        m.system_id, m.value
    from metrics m
    where m.period = 'T12' and (m.metric <> 'defect_share' or m.n >= param('item8.min_n'))
),
months as (
    select m.metric, m.system_id, m.value,
        row_number() over (partition by m.metric, m.system_id order by m.value desc) as place,
        count(*) over (partition by m.metric, m.system_id) as months
    from metrics m
    join periods p on p.period = m.period and p.kind = 'month'
    join periods t on t.period = 'T12' and p.ps >= t.ps and p.pe <= t.pe
    where m.metric in ('change_sr_per_30d', 'policy_sr_per_30d') and m.value is not null
),
reached as (
    select 'item4.' || metric as parameter, system_id, value
    from months
    where place >= param('item4.month_share') * months
    qualify row_number() over (partition by metric, system_id order by place) = 1
),
incidents_of as (
    select system_id, count(*) filter (where evidence = 'incidents') as incidents,
        count(*) filter (where evidence = 'acted_incidents') as acted
    from happened
    where period = 'T12' and evidence in ('incidents', 'acted_incidents')
    group by system_id
),
recent as (
    select s.system_id, max(s.saturated_minutes) as minutes
    from surges s
    join periods p on p.period = 'T12' and s.start_at >= p.ps and s.start_at < p.pe
    group by s.system_id
),
seen as (
    select system_id, count(distinct component) as components from affected where component is not null group by system_id
),
pairs as (
    select * from answers
    union all
    select * from figures where parameter is not null
    union all
    select * from reached
    union all
    select 'item2.action_share', system_id, acted / nullif(incidents, 0) from incidents_of
    union all
    select 'item3.saturated_minutes', l.system_id, coalesce(r.minutes, 0)
    from load_covered l
    left join recent r on r.system_id = l.system_id
    where l.period = 'T12' and (l.judged_seconds > 0 or r.system_id is not null)
    union all
    select 'item6.shared_tables', system_id, n_shared_tables / nullif(n_tables, 0) from systems
    union all
    select 'item6.interfaces', system_id, n_external_interfaces from systems
    union all
    select 'item6.components', y.system_id, coalesce(y.n_components, s.components)
    from systems y
    left join seen s on s.system_id = y.system_id
)
select parameter, system_id, cast(value as double) as value
from pairs
where value is not null and system_id <> '*'
