-- id: release_repairs
-- grain: rollback or hotfix x release that it repairs
-- public: yes
-- doc: which releases a rollback or a hotfix of the same component stands against (metrics.md 3.2, a and d).
-- A rollback that says what it returns to undoes the releases of that line (code, config, data_patch) since it was last
-- live; one that returns to what is live already undoes the failed attempt in between, or is named after what it takes
-- back. One to an unknown version, and a hotfix, stand against the latest preceding release of the component, of its code
-- where the repair has a version. All within
-- `failure.rollback_hours` or `failure.hotfix_hours`; where a deployment has a date only, dates are compared. A rollback implied by a status has no times of its own (`implied`).
-- needs: component_deploys, deploy_attempts
with live as (
    select *, case when kind in ('config', 'data_patch', 'infra') then kind else 'code' end as line from component_deploys
),
repairs as (
    select * from live where kind in ('rollback', 'hotfix')
),
returned as (
    select r.attempt_id, max(b.started_at) as live_at,
        case
            when bool_or(b.line = 'code' and b.kind <> 'rollback') then 'code'
            else coalesce(max_by(b.line, (b.started_at, b.attempt_id)) filter (where b.kind <> 'rollback'), 'code')
        end as line
    from repairs r
    join live b on b.system_id = r.system_id and b.component = r.component and b.version = r.version
        and b.started_at < r.started_at
    where r.kind = 'rollback'
    group by r.attempt_id
),
pairs as (
    select r.attempt_id as repair_id, d.attempt_id, d.release_id, d.line, d.started_at,
        case
            when r.kind = 'rollback' and r.attempt_id < 0 then d.attempt_id = -r.attempt_id
            when b.live_at is not null and d.started_at > b.live_at
                then d.line = b.line or (not r.inferred_rollback and coalesce(d.change_id = r.change_id, false))
        end as certain,
        coalesce(d.line = b.line, (r.version is null and r.kind = 'rollback') or d.line = 'code') as likely,
        b.live_at is not null and (r.inferred_rollback or d.version is distinct from r.version or exists (
            select 1 from deploy_attempts f
            where f.system_id = r.system_id and f.component = r.component and f.status = 'failed' and f.countable
                and f.started_at > d.started_at and f.started_at <= r.started_at
        )) as nothing_else
    from repairs r
    join live d on d.system_id = r.system_id and d.countable and d.attempt_id <> r.attempt_id
        -- Where one side is a date only, dates are compared.
        and case
            when d.date_only or r.date_only then local_date(d.started_at) <= local_date(r.started_at)
            when r.kind = 'rollback' then d.started_at <= r.started_at
            else d.started_at < r.started_at
        end
        and (d.component = r.component or (r.kind = 'rollback' and (d.component = '' or r.component = '')))
        and case
            when d.date_only or r.date_only then 86400 * date_diff('day', local_date(d.started_at), local_date(r.started_at))
            else seconds_between(d.started_at, r.started_at)
        end <= 3600 * case r.kind
            when 'rollback' then param('failure.rollback_hours')
            else param('failure.hotfix_hours')
        end
    left join returned b on b.attempt_id = r.attempt_id
),
ranked as (
    select *,
        bool_or(coalesce(certain, false)) over (partition by repair_id) as any_certain,
        row_number() over (partition by repair_id order by likely desc, started_at desc, attempt_id desc) as place
    from pairs
)
select r.attempt_id as repair_id, r.release_id as repair_release_id, r.system_id, r.component, r.kind,
    r.started_at, r.finished_at, r.attempt_id < 0 as implied, p.release_id
from ranked p
join repairs r on r.attempt_id = p.repair_id
where coalesce(p.certain, false) or (not p.any_certain and p.place = 1 and not p.nothing_else and r.attempt_id > 0)
group by all
