-- id: failing_together
-- grain: pair of systems
-- public: yes
-- doc: pairs of systems that fail together more than chance explains in the trailing year (metrics.md 3.5).
-- At least `together.events` joint events, and a lift of at least `together.lift`: joint minutes x covered minutes /
-- (minutes of one x minutes of the other), all inside the time in which the incidents of both were covered; 1 is what
-- independent systems show. Outages of site events and stops without a ticket are left out.
-- materialized: view
-- needs: coverage, observed, outage_cluster_members, outage_clusters, outages
with years as (
    select system_id, w_start, w_end from observed where table_name = 'incidents' and period = 'T12' and w_seconds > 0
),
pairs as (
    select a.system_id as system_a, b.system_id as system_b, min(greatest(x.w_start, y.w_start)) as from_at,
        min(x.w_end) as to_at, count(distinct c.cluster_id) as joint_events
    from outage_clusters c
    join outage_cluster_members a on a.cluster_id = c.cluster_id
    join outage_cluster_members b on b.cluster_id = c.cluster_id and a.system_id < b.system_id
    join years x on x.system_id = a.system_id
    join years y on y.system_id = b.system_id
    where not c.is_site and c.start_at >= greatest(x.w_start, y.w_start) and c.start_at < x.w_end
    group by a.system_id, b.system_id
    having count(distinct c.cluster_id) >= param('together.events')
),
covered as (
    select p.system_a, p.system_b, greatest(a.from_ts, b.from_ts, p.from_at) as start_at,
        least(a.to_ts, b.to_ts, p.to_at) as end_at
    from pairs p
    join coverage a on a.system_id = p.system_a and a.table_name = 'incidents' and a.from_ts < p.to_at and a.to_ts > p.from_at
    join coverage b on b.system_id = p.system_b and b.table_name = 'incidents' and b.from_ts < a.to_ts and b.to_ts > a.from_ts
    where greatest(a.from_ts, b.from_ts, p.from_at) < least(a.to_ts, b.to_ts, p.to_at)
),
starts as (
    select system_id, start_at, until_at,
        coalesce(start_at > max(until_at) over (
            partition by system_id order by start_at, until_at rows between unbounded preceding and 1 preceding
        ), true) as opens
    from outages
    where kind = 'incident' and not is_site and start_at < until_at
),
numbered as (
    select *, count(*) filter (where opens) over (
        partition by system_id order by start_at, until_at rows between unbounded preceding and current row
    ) as island
    from starts
),
down as (
    select system_id, min(start_at) as start_at, max(until_at) as end_at from numbered group by system_id, island
),
spans as (
    select system_a, system_b, 'covered' as what, start_at, end_at from covered
    union all
    select c.system_a, c.system_b, 'a', greatest(c.start_at, a.start_at), least(c.end_at, a.end_at)
    from covered c
    join down a on a.system_id = c.system_a and a.start_at < c.end_at and a.end_at > c.start_at
    union all
    select c.system_a, c.system_b, 'b', greatest(c.start_at, b.start_at), least(c.end_at, b.end_at)
    from covered c
    join down b on b.system_id = c.system_b and b.start_at < c.end_at and b.end_at > c.start_at
    union all
    select c.system_a, c.system_b, 'joint', greatest(c.start_at, a.start_at, b.start_at),
        least(c.end_at, a.end_at, b.end_at)
    from covered c
    join down a on a.system_id = c.system_a and a.start_at < c.end_at and a.end_at > c.start_at
    join down b on b.system_id = c.system_b and b.start_at < least(c.end_at, a.end_at)
        and b.end_at > greatest(c.start_at, a.start_at)
),
clocks as (
    select system_a, system_b,
        cast(sum(seconds_between(start_at, end_at)) filter (where what = 'joint') as bigint) as joint,
        cast(sum(seconds_between(start_at, end_at)) filter (where what = 'a') as bigint) as a,
        cast(sum(seconds_between(start_at, end_at)) filter (where what = 'b') as bigint) as b,
        cast(sum(seconds_between(start_at, end_at)) filter (where what = 'covered') as bigint) as covered
    from spans
    group by system_a, system_b
)
select p.system_a, p.system_b, p.joint_events, k.joint / 60 as joint_minutes, k.a / 60 as minutes_a, k.b / 60 as minutes_b,
    k.covered / 60 as covered_minutes, (k.joint * k.covered) / (k.a * k.b) as lift
from pairs p
join clocks k on k.system_a = p.system_a and k.system_b = p.system_b
where (k.joint * k.covered) / (k.a * k.b) >= param('together.lift')
