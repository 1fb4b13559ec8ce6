-- id: recovery_incidents
-- grain: incident x system
-- public: yes
-- doc: incidents whose service was stopped as part of the recovery (guide.md 2.2 item 2): flagged, or a remedial action with scope FULL, or one with an unannounced stop that overlaps it or starts at most `recovery.stop_minutes` after its end.
-- `stop_from` and `stop_to` bound those unannounced stops; null where the export states none.
-- needs: stop_windows, system_incidents
with stops as (
    select i.system_id, i.source, i.native_id, min(w.start_at) as stop_from, max(w.until_at) as stop_to
    from system_incidents i
    join stop_windows w on w.system_id = i.system_id and w.notice = 'short'
        and w.until_at > i.start_at
        and (w.start_at < i.until_at or seconds_between(i.until_at, w.start_at) <= 60 * param('recovery.stop_minutes'))
    cross join run r
    where w.start_at < r.as_of
    group by i.system_id, i.source, i.native_id
)
select i.system_id, i.source, i.native_id, min(i.start_at) as start_at,
    case
        when bool_or(i.service_stop) then 'flag'
        when bool_or(i.recovery_action and i.scope = 'FULL') then 'action_full'
        else 'action_stop'
    end as evidence,
    min(s.stop_from) as stop_from, max(s.stop_to) as stop_to
from system_incidents i
left join stops s on s.system_id = i.system_id and s.source = i.source and s.native_id = i.native_id
where i.service_stop or (i.recovery_action and (i.scope = 'FULL' or s.native_id is not null))
group by i.system_id, i.source, i.native_id
