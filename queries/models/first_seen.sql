-- id: first_seen
-- grain: system
-- doc: from when a system can be observed: go_live of the inventory, else its first row in any fact (metrics.md 3.0).
-- needs: affected_rows, performance_seen
with facts as (
    select system_id, min(first_at) as first_at
    from (
        select system_id, main_at as first_at from affected_rows
        union all
        select system_id, first_at from performance_seen
    )
    group by system_id
)
select s.system_id, coalesce(to_utc(cast(s.go_live as timestamp)), f.first_at) as first_seen
from systems s
left join facts f on f.system_id = s.system_id
