-- id: deploy_attempts
-- grain: attempt to deploy one component of one system to production
-- doc: attempts with their result, retries and kind; a return to an earlier version is an inferred rollback (metrics.md 3.1).
-- `status`: success, partial (some hosts, counted as live), failed, unknown. A host counts with its last row.
-- Retries are rows beyond the first per host, within one source: two tools that log one deployment are two evidences
-- (`n_sources`), not a retry. The version returned to must have been first deployed before the one it replaces; a version
-- whose first trace is an explicit rollback is older than the log. A deployment whose status is `rolled_back` is followed
-- by a rollback of its own (negative attempt_id) unless the log has one within `failure.rollback_hours`.
-- needs: deploy_rows
with last_rows as (
    select attempt_id, coalesce(host, '') as host, status
    from deploy_rows
    qualify row_number() over (
        partition by attempt_id, coalesce(host, '')
        -- At one instant a retry follows a failure, and going back follows success; where a row stands in a file says
        -- nothing, for some are written newest first.
        order by started_at desc, finished_at desc nulls last,
            case status when 'rolled_back' then 3 when 'success' then 2 when 'failed' then 1 else 0 end desc,
            source desc, native_id desc, row_hash desc
    ) = 1
),
results as (
    select attempt_id, count(*) as hosts,
        count(*) filter (where status in ('success', 'rolled_back')) as live,
        count(*) filter (where status = 'failed') as failed,
        count(*) filter (where status = 'rolled_back') as rolled_back
    from last_rows
    group by attempt_id
),
tries as (
    select attempt_id, sum(tries - 1) as retries
    from (
        select attempt_id, host, max(n) as tries
        from (select attempt_id, coalesce(host, '') as host, source, count(*) as n from deploy_rows group by all)
        group by attempt_id, host
    )
    group by attempt_id
),
firsts as (
    select attempt_id, source as first_source, native_id as first_native_id
    from deploy_rows
    qualify row_number() over (
        partition by attempt_id order by started_at, source, native_id, receipt, record, row_hash
    ) = 1
),
attempts as (
    select d.attempt_id, d.system_id, d.component, min(d.started_at) as started_at, max(d.finished_at) as finished_at,
        max(d.version) as version, max(d.change_id) as change_id, max(d.kind) as kind,
        bool_or(d.date_only) as date_only,
        count(distinct d.source) as n_sources, count(*) as n_rows
    from deploy_rows d
    group by d.attempt_id, d.system_id, d.component
),
judged as (
    select a.*, f.first_source, f.first_native_id, r.hosts, cast(t.retries as bigint) as retries,
        case
            when r.live > 0 and r.failed = 0 then 'success'
            when r.live > 0 then 'partial'
            when r.failed > 0 then 'failed'
            else 'unknown'
        end as status,
        r.rolled_back > 0 as was_rolled_back
    from attempts a
    join results r on r.attempt_id = a.attempt_id
    join tries t on t.attempt_id = a.attempt_id
    join firsts f on f.attempt_id = a.attempt_id
),
versions as (
    select system_id, component, version,
        case when arg_min(kind, started_at) = 'rollback' then timestamp '1900-01-01' else min(started_at) end as first_at
    from judged
    where version is not null and kind in ('planned', 'hotfix', 'rollback') and status <> 'unknown'
    group by system_id, component, version
),
timeline as (
    select attempt_id, system_id, component, version, kind, status, started_at,
        lag(version) over w as replaced,
        count(*) filter (where status in ('success', 'partial')) over (
            partition by system_id, component, version order by started_at, attempt_id
            rows between unbounded preceding and 1 preceding
        ) as times_live
    from judged
    where version is not null and kind in ('planned', 'hotfix', 'rollback') and status <> 'unknown'
    window w as (partition by system_id, component order by started_at, version, attempt_id)
),
returns as (
    select t.attempt_id
    from timeline t
    join versions v on v.system_id = t.system_id and v.component = t.component and v.version = t.version
    join versions u on u.system_id = t.system_id and u.component = t.component and u.version = t.replaced
    where t.kind in ('planned', 'hotfix') and t.status in ('success', 'partial') and t.times_live > 0
        and t.replaced <> t.version and v.first_at < u.first_at
),
known as (
    select j.* exclude (kind),
        case when r.attempt_id is not null then 'rollback' else j.kind end as kind,
        r.attempt_id is not null as inferred_rollback
    from judged j
    left join returns r on r.attempt_id = j.attempt_id
),
implied as (
    select k.* replace (
        -k.attempt_id as attempt_id, coalesce(k.finished_at, k.started_at) as started_at, null as version,
        'rollback' as kind, true as inferred_rollback, 'success' as status, false as was_rolled_back, 0 as retries
    )
    from known k
    where k.was_rolled_back and k.status in ('success', 'partial') and k.kind <> 'rollback'
        and not exists (
            select 1 from known b
            where b.system_id = k.system_id and b.component in (k.component, '') and b.kind = 'rollback'
                and b.status in ('success', 'partial') and b.started_at >= k.started_at
                and seconds_between(k.started_at, b.started_at) <= 3600 * param('failure.rollback_hours')
        )
)
select attempt_id, system_id, component, version, change_id, kind, inferred_rollback, status, was_rolled_back,
    status in ('success', 'partial') as live,
    kind in ('planned', 'hotfix', 'config', 'data_patch') as countable,
    started_at, finished_at, date_only, hosts, retries, n_sources, n_rows, first_source, first_native_id
from (select * from known union all by name select * from implied)
