-- id: release_tools
-- grain: counted release x stage (build, test, deploy)
-- doc: whether a stage of a release was done with a tool, by hand (`manual`), or is unknown (guide.md 2.2 item 9).
-- A deployment is manual where any row says so, else tool where any row names one. What its own rows do not say is taken
-- from rows of other environments with the same component and version, or the same change_id; of the stages build and
-- test only, for a deployment elsewhere says nothing of the one in production. A release is manual where
-- any of its deployments is, unknown where any is unknown, else tool. Words for manual: dictionary `manual_tool`.
-- needs: affected_rows, component_deploys, deploy_rows, deployments, releases
with words as (
    select distinct lower(word) as word from dictionary where name = 'manual_tool' and polarity = 1
),
stages as (
    select unnest(['build', 'test', 'deploy']) as stage
),
own as (
    select c.release_id, c.attempt_id, s.stage,
        case s.stage when 'build' then d.build_tool when 'test' then d.test_tool else d.deploy_tool end as tool
    from component_deploys c
    join deploy_rows d on d.attempt_id = c.attempt_id
    cross join stages s
    where c.countable
),
elsewhere as (
    select distinct a.system_id, coalesce(d.component, '') as component, d.version, d.change_id, s.stage,
        case s.stage when 'build' then d.build_tool when 'test' then d.test_tool else d.deploy_tool end as tool
    from deployments d
    join affected_rows a on a.table_name = 'deployments' and a.receipt = d.receipt and a.record = d.record
        and a.row_hash = d.row_hash
    cross join stages s
    where d.env <> 'PROD' and s.stage <> 'deploy'
),
lent as (
    select c.release_id, c.attempt_id, e.stage, e.tool
    from component_deploys c
    join elsewhere e on e.system_id = c.system_id and e.component = c.component and e.version = c.version
    where c.countable and e.tool is not null
    union
    select c.release_id, c.attempt_id, e.stage, e.tool
    from component_deploys c
    join elsewhere e on e.system_id = c.system_id and e.change_id = c.change_id
    where c.countable and e.tool is not null
),
states as (
    select release_id, attempt_id, stage, min(rank) as rank
    from (
        select o.release_id, o.attempt_id, o.stage,
            case when o.tool is null then 9 when w.word is not null then 1 else 2 end as rank
        from own o
        left join words w on w.word = lower(trim(o.tool))
        union all
        select l.release_id, l.attempt_id, l.stage, case when w.word is not null then 3 else 4 end
        from lent l
        left join words w on w.word = lower(trim(l.tool))
    )
    group by release_id, attempt_id, stage
)
select r.release_id, r.system_id, r.started_at, s.stage,
    case
        when bool_or(s.rank in (1, 3)) then 'manual'
        when bool_or(s.rank = 9) then 'unknown'
        else 'tool'
    end as state
from releases r
join states s on s.release_id = r.release_id
where r.counted
group by r.release_id, r.system_id, r.started_at, s.stage
