-- id: surge_links
-- grain: outage of an incident x the surge it belongs to
-- doc: outages that began in a surge: from `surge.link_before_minutes` before its start to `surge.link_after_minutes` after its end (metrics.md 3.10).
-- At most one surge per outage: the one that overlaps it longest, then the one whose start is nearest.
-- needs: outages, surge_segments
with tickets as (
    select system_id, source, incident_id, min(start_at) as start_at, max(until_at) as until_at, bool_or(is_site) as is_site
    from outages
    where kind = 'incident'
    group by system_id, source, incident_id
)
select t.system_id, t.source, t.incident_id, t.start_at, t.is_site, s.number
from tickets t
join surge_segments s on s.system_id = t.system_id
    and t.start_at >= s.start_at - to_minutes(cast(param('surge.link_before_minutes') as integer))
    and t.start_at <= s.end_at + to_minutes(cast(param('surge.link_after_minutes') as integer))
qualify row_number() over (
    partition by t.system_id, t.source, t.incident_id
    order by greatest(0, seconds_between(greatest(t.start_at, s.start_at), least(t.until_at, s.end_at))) desc,
        abs(seconds_between(s.start_at, t.start_at)), s.start_at
) = 1
