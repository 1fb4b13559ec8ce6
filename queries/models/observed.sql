-- id: observed
-- grain: system x period x table
-- public: yes
-- doc: the window W = [max(ps, first seen), min(pe, as_of)) of a system in a period, how much of it a table covers, and why figures over it would be null.
-- `null_reason` is `not_observed` where W is empty, `no_coverage` where the table covers less than `coverage.minimum`
-- of it (metrics.md 3.0).
-- needs: coverage, first_seen
with fact_tables as (
    select unnest(['change_requests', 'deployments', 'incidents', 'alerts', 'maintenance', 'performance', 'complaints'])
        as table_name
),
windows as (
    select s.system_id, p.period, p.kind, p.ps, p.pe, least(p.pe, r.as_of) as w_end,
        least(greatest(p.ps, coalesce(f.first_seen, r.as_of)), least(p.pe, r.as_of)) as w_start
    from systems s
    cross join periods p
    cross join run r
    left join first_seen f on f.system_id = s.system_id
),
covered as (
    select w.system_id, w.period, c.table_name,
        sum(seconds_between(greatest(w.w_start, c.from_ts), least(w.w_end, c.to_ts))) as observed_seconds,
        bool_or(c.inferred) as inferred
    from windows w
    join coverage c on c.system_id = w.system_id and c.from_ts < w.w_end and c.to_ts > w.w_start
    where w.w_start < w.w_end
    group by w.system_id, w.period, c.table_name
),
joined as (
    select w.system_id, w.period, w.kind, t.table_name, w.ps, w.pe, w.w_start, w.w_end,
        seconds_between(w.w_start, w.w_end) as w_seconds,
        cast(coalesce(c.observed_seconds, 0) as bigint) as observed_seconds,
        coalesce(c.inferred, false) as inferred
    from windows w
    cross join fact_tables t
    left join covered c on c.system_id = w.system_id and c.period = w.period and c.table_name = t.table_name
)
select *,
    case when w_seconds > 0 then observed_seconds / w_seconds end as coverage,
    case
        when w_seconds = 0 then 'not_observed'
        when observed_seconds = 0 or observed_seconds < param('coverage.minimum') * w_seconds then 'no_coverage'
    end as null_reason
from joined
