-- id: deploy_windows
-- grain: system x period with a release at a known time
-- public: yes
-- doc: the weekday and three-hour slot in which most releases of a period started (metrics.md 3.1, batch indicators).
-- `weekday` is 1 for Monday to 7 for Sunday, `from_hour` the hour at which the slot begins, both local. Of several slots
-- with as many releases the earliest in the week is named. Releases dated by their day only are left out.
-- needs: happened, releases
with starts as (
    select h.system_id, h.period, isodow(to_local(r.started_at)) as weekday, 3 * (hour(to_local(r.started_at)) // 3) as from_hour
    from happened h
    join releases r on r.release_id = h.unit
    where h.evidence = 'releases' and not r.date_only
),
slots as (
    select system_id, period, weekday, from_hour, count(*) as in_slot
    from starts
    group by system_id, period, weekday, from_hour
)
select system_id, period, weekday, from_hour, in_slot, sum(in_slot) over whole as releases
from slots
window whole as (partition by system_id, period)
qualify row_number() over (partition by system_id, period order by in_slot desc, weekday, from_hour) = 1
