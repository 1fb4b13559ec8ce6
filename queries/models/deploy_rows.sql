-- id: deploy_rows
-- grain: row of a production deployment record x system
-- doc: production deployment rows with the attempt they belong to (metrics.md 3.1, rules 1 and 2).
-- One attempt = same system, component, version and kind with start gaps of at most `deploy.collapse_minutes`; without
-- a version the change_id stands for it, without both the component alone with `deploy.unversioned_gap_minutes`.
-- Another version (or a rollback) in between ends an attempt. Groups of one version and one change_id whose hosts do not
-- overlap are one staged rollout up to `deploy.rollout_hours`. A blank kind takes the kind that another row of the same
-- version states within the collapse time, else `planned`. A blank status is success where the export has no status
-- column at all; in an existing column it is unknown.
-- needs: affected_rows, deployments
with production as (
    select a.system_id, coalesce(d.component, '') as component, d.source, d.native_id, d.receipt, d.record, d.row_hash,
        d.started_at, d.finished_at, d.host, d.version, d.change_id, d.sr_ids, d.kind as stated_kind,
        d.build_tool, d.test_tool, d.deploy_tool,
        is_date_only(d.date_only, 'started_at') as date_only,
        case when d.status is null and not has_column(x.columns, 'status') then 'success' else d.status end as status,
        case
            when d.version is not null then 'v:' || d.version
            when d.change_id is not null then 'c:' || d.change_id
            else 'n:'
        end as what
    from deployments d
    join affected_rows a on a.table_name = 'deployments' and a.receipt = d.receipt and a.record = d.record
        and a.row_hash = d.row_hash
    join receipts x on x.receipt = d.receipt
    cross join run r
    where d.env = 'PROD' and d.started_at < r.as_of
),
neighbours as (
    select *,
        last_value(stated_kind ignore nulls) over before as kind_before,
        last_value(case when stated_kind is not null then started_at end ignore nulls) over before as kind_before_at,
        first_value(stated_kind ignore nulls) over after as kind_after,
        first_value(case when stated_kind is not null then started_at end ignore nulls) over after as kind_after_at
    from production
    window
        before as (
            partition by system_id, component, what order by started_at, source, native_id, receipt, record, row_hash
            rows between unbounded preceding and current row
        ),
        after as (
            partition by system_id, component, what order by started_at, source, native_id, receipt, record, row_hash
            rows between current row and unbounded following
        )
),
kinds as (
    select * exclude (kind_before, kind_before_at, kind_after, kind_after_at),
        coalesce(
            stated_kind,
            case when seconds_between(kind_before_at, started_at) <= 60 * param('deploy.collapse_minutes') then kind_before end,
            case when seconds_between(started_at, kind_after_at) <= 60 * param('deploy.collapse_minutes') then kind_after end,
            'planned'
        ) as kind
    from neighbours
),
marks as (
    select *,
        case when kind in ('config', 'data_patch', 'infra') then kind else 'code' end as line,
        version is not null as versioned,
        what || case when kind = 'rollback' then ' back' else '' end as mark
    from kinds
),
changes as (
    select *,
        case when mark <> lag(mark) over (
            partition by system_id, component, line, versioned
            order by started_at, mark, source, native_id, receipt, record, row_hash
        ) and versioned then 1 else 0 end as changed
    from marks
),
runs as (
    select *,
        sum(changed) over (
            partition by system_id, component, line, versioned
            order by started_at, mark, source, native_id, receipt, record, row_hash
            rows between unbounded preceding and current row
        ) as run
    from changes
),
gaps as (
    select *,
        seconds_between(
            lag(started_at) over (
                partition by system_id, component, what, kind, run
                order by started_at, source, native_id, receipt, record, row_hash
            ),
            started_at
        ) as gap_seconds
    from runs
),
numbered as (
    select * exclude (gap_seconds, changed, mark),
        sum(case when gap_seconds <= 60 * case
            when what = 'n:' then param('deploy.unversioned_gap_minutes')
            else param('deploy.collapse_minutes')
        end then 0 else 1 end) over (
            partition by system_id, component, what, kind, run
            order by started_at, source, native_id, receipt, record, row_hash
            rows between unbounded preceding and current row
        ) as group_number
    from gaps
),
groups as (
    select system_id, component, what, kind, run, group_number, min(started_at) as group_start,
        max(change_id) as change_id, count(*) filter (where host is null) as hostless
    from numbered
    group by system_id, component, what, kind, run, group_number
),
hosts as (
    select distinct n.system_id, n.component, n.what, n.kind, n.run, n.group_number, n.host, g.group_start
    from numbered n
    join groups g on g.system_id = n.system_id and g.component = n.component and g.what = n.what and g.kind = n.kind
        and g.run = n.run and g.group_number = n.group_number
    where n.host is not null and g.change_id is not null
),
repeated as (
    select distinct b.system_id, b.component, b.what, b.kind, b.run, b.group_number
    from hosts a
    join hosts b on b.system_id = a.system_id and b.component = a.component and b.what = a.what and b.kind = a.kind
        and b.run = a.run and b.host = a.host and b.group_number > a.group_number
    where seconds_between(a.group_start, b.group_start) <= 3600 * param('deploy.rollout_hours')
),
staged as (
    select g.*,
        case when g.hostless = 0 and r.group_number is null
            and lag(g.hostless) over w = 0 and lag(g.change_id) over w = g.change_id
            and seconds_between(lag(g.group_start) over w, g.group_start) <= 3600 * param('deploy.rollout_hours')
        then 0 else 1 end as fresh
    from groups g
    left join repeated r on r.system_id = g.system_id and r.component = g.component and r.what = g.what
        and r.kind = g.kind and r.run = g.run and r.group_number = g.group_number
    window w as (partition by g.system_id, g.component, g.what, g.kind, g.run order by g.group_number)
),
rollouts as (
    select *,
        sum(fresh) over (
            partition by system_id, component, what, kind, run order by group_number
            rows between unbounded preceding and current row
        ) as rollout
    from staged
),
capped as (
    select *,
        (seconds_between(
            min(group_start) over (partition by system_id, component, what, kind, run, rollout), group_start
        ) - 1) // cast(3600 * param('deploy.rollout_hours') as bigint) as stretch
    from rollouts
),
attempts as (
    select *,
        dense_rank() over (order by system_id, component, what, kind, run, rollout, greatest(stretch, 0)) as attempt_id
    from capped
)
select a.attempt_id, n.* exclude (run, group_number, line, versioned)
from numbered n
join attempts a on a.system_id = n.system_id and a.component = n.component and a.what = n.what and a.kind = n.kind
    and a.run = n.run and a.group_number = n.group_number
