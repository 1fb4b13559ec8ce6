-- id: attributions
-- grain: incident x system
-- public: yes
-- doc: what each incident is held against (metrics.md 3.2): the release (or change, without a deploy log) that it names, else the latest preceding one, with the grade of the evidence.
-- `blamed` says whether it counts as the cause. `within_*` say whether the incident starts within that time after it.
-- `latest_id` is what time alone would say; `named_is_latest` compares the two where the incident names one.
-- All ids are null where nothing precedes the incident.
-- needs: release_incidents, system_incidents
with incident as (
    select system_id, source, native_id, min(start_at) as start_at, min(cause) as cause
    from system_incidents
    group by system_id, source, native_id
)
select i.system_id, i.source, i.native_id, i.start_at, i.cause, a.release_id, a.kind, a.grade,
    a.seconds_after / 3600 as hours_after,
    coalesce(a.within, false) as blamed,
    coalesce(a.seconds_after between 0 and 2 * 3600, false) as within_2h,
    coalesce(a.seconds_after between 0 and 24 * 3600, false) as within_24h,
    coalesce(a.seconds_after between 0 and 72 * 3600, false) as within_72h,
    coalesce(a.seconds_after between 0 and 168 * 3600, false) as within_7d,
    a.latest_id, a.latest_seconds_after / 3600 as latest_hours_after,
    case when a.grade = 'id' then coalesce(a.latest_id = a.release_id, false) end as named_is_latest
from incident i
left join release_incidents a on a.system_id = i.system_id and a.source = i.source and a.native_id = i.native_id
