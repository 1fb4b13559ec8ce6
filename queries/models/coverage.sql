-- id: coverage
-- grain: system x table x disjoint interval
-- public: yes
-- doc: when a table was observed for a system: declared by `covers`, else inferred from the receipts of each source for the systems ever seen in that source.
-- A source with a declaration for the table (or for `*`) is read from the declaration alone. A declared `*` system is
-- every known system. `inferred` is true where any part of the interval is inferred.
-- needs: affected_rows, performance_seen
with fact_tables as (
    select unnest(['change_requests', 'deployments', 'incidents', 'alerts', 'maintenance', 'performance', 'complaints'])
        as table_name
),
seen as (
    select source, system_id from affected_rows
    union
    select source, system_id from performance_seen
),
declared as (
    select s.system_id, t.table_name,
        coalesce(c.from_ts, timestamp '1900-01-01') as from_ts, coalesce(c.to_ts, r.as_of) as to_ts, 0 as inferred
    from covers c
    cross join run r
    join fact_tables t on c.table_name in ('*', t.table_name)
    join systems s on c.system_id in ('*', s.system_id)
),
inferred as (
    select s.system_id, x.table_name, x.observed_from as from_ts, x.observed_to as to_ts, 1 as inferred
    from (select distinct source, table_name, observed_from, observed_to from receipts) x
    join seen s on s.source = x.source
    where x.observed_from < x.observed_to
        and not exists (
            select 1 from covers c
            where c.source in ('*', x.source) and c.table_name in ('*', x.table_name)
        )
),
steps as (
    select system_id, table_name, moment, sum(step) as step, sum(inferred_step) as inferred_step
    from (
        select system_id, table_name, from_ts as moment, 1 as step, inferred as inferred_step
        from (select * from declared union all select * from inferred) where from_ts < to_ts
        union all
        select system_id, table_name, to_ts, -1, -inferred
        from (select * from declared union all select * from inferred) where from_ts < to_ts
    )
    group by system_id, table_name, moment
),
levels as (
    select system_id, table_name, moment,
        lead(moment) over w as next_at,
        sum(step) over w as level,
        sum(inferred_step) over w as inferred_level
    from steps
    window w as (partition by system_id, table_name order by moment)
),
islands as (
    select *, count(*) filter (where level = 0) over (partition by system_id, table_name order by moment) as island
    from levels
)
select system_id, table_name, min(moment) as from_ts, max(next_at) as to_ts, max(inferred_level) > 0 as inferred
from islands
where level > 0
group by system_id, table_name, island
