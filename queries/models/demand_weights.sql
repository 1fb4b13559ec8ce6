-- id: demand_weights
-- grain: system x period x clock
-- doc: service time and outage time weighted with the usual load of their hours (metrics.md 3.4: a daytime outage costs more than one at night).
-- Clocks AST, FULL+PARTIAL and OWN. `weighted` is seconds x baseline, in thousandths of the unit of the load; `seconds`
-- those with a baseline.
-- needs: load_hours, load_slots, observed, service_spans
with weighed as (
    select s.system_id, h.period, greatest(h.from_at, o.w_start) as from_at, least(h.to_at, o.w_end) as to_at,
        cast(round(1000 * s.baseline) as hugeint) as weight
    from load_slots s
    join load_hours h on h.period = s.period and h.slot = s.slot
    join observed o on o.system_id = s.system_id and o.period = s.period and o.table_name = 'incidents'
        and h.from_at < o.w_end and h.to_at > o.w_start
),
months as (
    select w.system_id, w.period, c.clock,
        sum(w.weight * seconds_between(greatest(w.from_at, c.start_at), least(w.to_at, c.end_at))) as weighted,
        sum(seconds_between(greatest(w.from_at, c.start_at), least(w.to_at, c.end_at))) as seconds
    from weighed w
    join service_spans c on c.system_id = w.system_id and c.start_at < w.to_at and c.end_at > w.from_at
        and c.clock in ('AST', 'FULL+PARTIAL', 'OWN')
    group by w.system_id, w.period, c.clock
)
select m.system_id, p.period, m.clock, sum(m.weighted) as weighted, cast(sum(m.seconds) as bigint) as seconds
from months m
join periods q on q.period = m.period
join periods p on q.ps >= p.ps and q.pe <= p.pe
group by m.system_id, p.period, m.clock
