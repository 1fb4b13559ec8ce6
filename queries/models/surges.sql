-- id: surges
-- grain: surge
-- public: yes
-- row: 'surge-' || number
-- row_at: start_at
-- doc: floods of requests (폭주): when, how high against the daily peak and against the hour, what they did, and whether they recur (metrics.md 3.7, 3.9).
-- `unexpected`: 1.5 times the usual load of the hour and more; `over_peak`: 1.5 times the usual daily peak and more. `i_d`
-- is the peak over the usual daily peak, `i_b` over the usual load of its hour. `truncated`: an outage or a gap in the
-- samples cut it off, it may have been higher. `class`: weekly, monthly, yearly, irregular; `scaling`: scheduled for
-- regular ones, monitored for the others, the guide's two policies. In-sample ones are shown and not `ranked`.
-- needs: load_runs, surge_complaints, surge_keys, surge_links, surge_segments
with complaints_of as (
    select system_id, number, count(distinct source || '/' || native_id) as complaints from surge_complaints group by system_id, number
),
outages_of as (
    select system_id, number, count(*) as outages, min(incident_id) as incident_id from surge_links group by system_id, number
),
slow as (
    select s.system_id, s.number
    from surge_segments s
    join load_runs r on r.system_id = s.system_id and r.kind = 'slow' and r.start_at < s.end_at and r.end_at > s.start_at
    group by s.system_id, s.number
)
select s.system_id, s.number, s.start_at, s.end_at, to_local(s.start_at) as start_local, to_local(s.end_at) as end_local,
    s.period, seconds_between(s.start_at, s.end_at) // 60 as minutes, s.flagged_minutes, s.peak, to_local(s.peak_at) as peak_local,
    s.i_d, s.i_b, s.excess, s.unexpected, s.over_peak, s.truncated, s.saturated_minutes, w.system_id is not null as slow,
    coalesce(o.outages, 0) as outages, o.incident_id, coalesce(c.complaints, 0) as complaints,
    case k.kind when 'W' then 'weekly' when 'M' then 'monthly' when 'Y' then 'yearly' else 'irregular' end as class,
    k.label as regular_key, k.next_expected, case when k.kind is null then 'monitored' else 'scheduled' end as scaling,
    s.baseline, s.ranked, s.bucket_minutes
from surge_segments s
left join surge_keys k on k.system_id = s.system_id and k.key_number = s.key_number
left join complaints_of c on c.system_id = s.system_id and c.number = s.number
left join outages_of o on o.system_id = s.system_id and o.number = s.number
left join slow w on w.system_id = s.system_id and w.number = s.number
