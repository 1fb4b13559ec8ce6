-- id: service_clocks
-- grain: system x period x clock
-- doc: seconds of each clock of `service_spans` of a system in a period; a clock that did not run is absent.
-- WEIGHTED is FULL+PARTIAL time weighted by the share of the service that was down; its whole seconds are in `seconds`,
-- all of it in `microseconds`.
-- needs: observed, service_spans
select system_id, period, clock, microseconds // 1000000 as seconds, microseconds
from (
    select o.system_id, o.period, i.clock,
        cast(sum(
            i.weight * seconds_between(greatest(o.w_start, i.start_at), least(o.w_end, i.end_at))
        ) as bigint) as microseconds
    from observed o
    join service_spans i on i.system_id = o.system_id and i.start_at < o.w_end and i.end_at > o.w_start
    where o.table_name = 'incidents' and o.w_seconds > 0
    group by o.system_id, o.period, i.clock
)
