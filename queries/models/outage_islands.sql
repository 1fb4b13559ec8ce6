-- id: outage_islands
-- grain: system x scope set x disjoint interval
-- doc: united outage time of a system inside its service hours, planned windows taken out once (metrics.md 3.4, trap 4).
-- Scope sets: FULL; FULL+PARTIAL; DEPLOY (outages attributed to a release by id or field, a subset of FULL+PARTIAL);
-- RECOVERY (unannounced stops that belong to a recovery, a subset of FULL); DEGRADED (slow but up, no outage); PLANNED
-- (planned windows inside service hours, the clock of its own); OWN (FULL+PARTIAL without site events); DELAY and
-- DELAY/<reason> (`access_delays`). Swept as steps: time counts where an outage is open and nothing excludes it.
-- needs: access_delays, closed_hours, outages, recovery_incidents, stop_windows, system_incidents
with inclusions as (
    select system_id, 'FULL' as scope_set, start_at, until_at as end_at from outages where scope = 'FULL'
    union all
    select system_id, 'FULL+PARTIAL', start_at, until_at from outages
    union all
    select system_id, 'DEPLOY', start_at, until_at from outages where caused_by_release is not null
    union all
    select system_id, 'OWN', start_at, until_at from outages where not coalesce(is_site, false)
    union all
    select system_id, 'DELAY', start_at, end_at from access_delays
    union all
    select system_id, 'DELAY/' || reason, start_at, end_at from access_delays
    union all
    select system_id, 'DEGRADED', start_at, until_at from system_incidents where scope = 'DEGRADED'
    union all
    select distinct w.system_id, 'RECOVERY', w.start_at, w.until_at
    from stop_windows w
    join recovery_incidents s on s.system_id = w.system_id
    join system_incidents i on i.system_id = s.system_id and i.source = s.source and i.native_id = s.native_id
        and w.until_at > i.start_at
        and (w.start_at < i.until_at or seconds_between(i.until_at, w.start_at) <= 60 * param('recovery.stop_minutes'))
    where w.notice = 'short'
    union all
    select system_id, 'PLANNED', start_at, until_at from stop_windows where planned
),
sets as (
    select distinct system_id, scope_set from inclusions
),
exclusions as (
    select x.system_id, x.scope_set, w.start_at, w.until_at as end_at
    from sets x
    join stop_windows w on w.system_id = x.system_id and w.planned
    where x.scope_set <> 'PLANNED'
    union all
    select x.system_id, x.scope_set, c.start_at, c.end_at
    from sets x
    join closed_hours c on c.system_id = x.system_id
),
steps as (
    select system_id, scope_set, moment, sum(open) as open, sum(shut) as shut
    from (
        select system_id, scope_set, start_at as moment, 1 as open, 0 as shut from inclusions where start_at < end_at
        union all
        select system_id, scope_set, end_at, -1, 0 from inclusions where start_at < end_at
        union all
        select system_id, scope_set, start_at, 0, 1 from exclusions where start_at < end_at
        union all
        select system_id, scope_set, end_at, 0, -1 from exclusions where start_at < end_at
    )
    group by system_id, scope_set, moment
),
levels as (
    select system_id, scope_set, moment, lead(moment) over w as next_at, sum(open) over w as open, sum(shut) over w as shut
    from steps
    window w as (partition by system_id, scope_set order by moment)
),
islands as (
    select *,
        count(*) filter (where open = 0 or shut > 0) over (
            partition by system_id, scope_set order by moment rows between unbounded preceding and current row
        ) as island
    from levels
)
select system_id, scope_set, min(moment) as start_at, max(next_at) as end_at
from islands
where open > 0 and shut = 0
group by system_id, scope_set, island
