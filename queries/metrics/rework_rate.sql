-- id: rework_rate
-- grain: system x period
-- title_ko: 재작업률
-- title_en: rework rate
-- unit: ratio
-- question: What share of deployments repairs an earlier one?
-- numerator: rollbacks, and hotfix releases that follow a deployment of the same component within 24 h
-- denominator: counted releases and rollbacks that started in the period
-- definition: metrics.md 3.2: (hotfixes linked to a failed change + all rollbacks) / (counted releases + rollbacks)
-- rows: rework
with hotfixed as (
    select distinct h.release_id
    from component_deploys h
    join component_deploys d on d.system_id = h.system_id and d.component = h.component and d.countable
        and d.started_at < h.started_at
        and seconds_between(d.started_at, h.started_at) <= 3600 * param('failure.hotfix_hours')
    where h.kind = 'hotfix'
),
events as (
    select r.system_id, r.started_at as event_at,
        r.kind = 'rollback' or f.release_id is not null as hit
    from releases r
    left join hotfixed f on f.release_id = r.release_id
    where r.counted or r.kind = 'rollback'
),
counted as (
    select o.system_id, o.period, count(*) as events, count(*) filter (where e.hit) as hits
    from observed o
    join events e on e.system_id = o.system_id and e.event_at >= o.w_start and e.event_at < o.w_end
    where o.table_name = 'deployments' and o.null_reason is null
    group by o.system_id, o.period
)
select o.system_id, o.period,
    c.hits / c.events as value,
    cast(coalesce(c.hits, 0) as double) as numerator, cast(coalesce(c.events, 0) as double) as denominator,
    cast(coalesce(c.events, 0) as bigint) as n, o.coverage,
    coalesce(o.null_reason, case when c.events is null then 'no_releases' end) as null_reason
from observed o
left join counted c on c.system_id = o.system_id and c.period = o.period
where o.table_name = 'deployments'
