-- id: system_incidents
-- grain: incident x system x stated interval
-- public: yes
-- doc: incidents with the clock that dates them, their end, and their scope (metrics.md 3.4).
-- Not incidents: category other than incident or blank, planned, rejected. `start_clock`: start (발생), alert (a monitor
-- event of the system at most `outage.alert_minutes` before detection), detected (인지), created. `end_clock`: end, or
-- closed where the ticket is closed without an end. An end after as_of is not known yet. A ticket that is closed at no
-- known time counts, with no minutes (`end_clock` unknown). Scope absent: FULL where the service stopped, PARTIAL where
-- the severity is one of `outage.severities`, else UNKNOWN. `until_at` is where its minutes end at as_of.
-- `severity_by_scope` is a severity for what states none, never the source of a scope. `detect_seconds` runs from the
-- stated start to detection, where both are known to the minute and in this order.
-- needs: affected_rows, alerts, incidents
with touched as (
    select a.system_id, i.*
    from incidents i
    join affected_rows a on a.table_name = 'incidents' and a.receipt = i.receipt and a.record = i.record
        and a.row_hash = i.row_hash
    where coalesce(i.category, 'incident') = 'incident' and not coalesce(i.planned, false)
        and coalesce(i.status, '') <> 'rejected'
),
system_alerts as (
    select distinct a.system_id, a.main_at as start_at
    from affected_rows a
    join alerts x on x.receipt = a.receipt and x.record = a.record and x.row_hash = a.row_hash
    where a.table_name = 'alerts'
),
alerted as (
    select t.system_id, t.receipt, t.record, t.row_hash, min(s.start_at) as alert_at
    from touched t
    join system_alerts s on s.system_id = t.system_id
        and s.start_at <= coalesce(t.detected_at, t.created_at)
        and seconds_between(s.start_at, coalesce(t.detected_at, t.created_at)) <= 60 * param('outage.alert_minutes')
    where t.start_at is null
    group by t.system_id, t.receipt, t.record, t.row_hash
),
dated as (
    select t.* exclude (start_at, end_at),
        coalesce(t.start_at, a.alert_at, t.detected_at, t.created_at) as start_at,
        case
            when t.start_at is not null then 'start'
            when a.alert_at is not null then 'alert'
            when t.detected_at is not null then 'detected'
            else 'created'
        end as start_clock,
        coalesce(t.end_at, t.closed_at) as stated_end,
        case
            when t.end_at is not null then 'end'
            when t.closed_at is not null then 'closed'
            when t.status in ('resolved', 'closed') then 'unknown'
        end as stated_end_clock,
        case
            when t.scope is not null then t.scope
            when t.service_stop then 'FULL'
            when is_listed(param_text('outage.severities'), t.severity) then 'PARTIAL'
            else 'UNKNOWN'
        end as resolved_scope,
        case
            when t.scope is not null then 'scope'
            when t.service_stop then 'service_stop'
            when is_listed(param_text('outage.severities'), t.severity) then 'severity'
            else 'none'
        end as scope_source
    from touched t
    left join alerted a on a.system_id = t.system_id and a.receipt = t.receipt and a.record = t.record
        and a.row_hash = t.row_hash
),
ended as (
    select d.* exclude (scope, status), d.resolved_scope as scope, r.as_of,
        case when d.stated_end <= r.as_of then greatest(d.stated_end, d.start_at) end as end_at,
        case
            when d.stated_end_clock = 'unknown' then 'unknown'
            when d.stated_end <= r.as_of then d.stated_end_clock
        end as end_clock
    from dated d
    cross join run r
    where d.start_at < r.as_of
),
clipped as (
    select e.*, case when end_clock is null then as_of when end_clock = 'unknown' then start_at else end_at end as until_at,
        recovery_limit(y.grade) as limit_minutes
    from ended e
    join systems y on y.system_id = e.system_id
)
select system_id, source, native_id, start_at, min(start_clock) as start_clock, end_at, min(end_clock) as end_clock,
    until_at, end_clock is null as is_open,
    end_clock is null and seconds_between(start_at, as_of) > 86400 * param('outage.suspect_days') as suspect_open,
    scope, min(scope_source) as scope_source, scope in ('FULL', 'PARTIAL') as is_outage,
    min(severity) as severity,
    cast(case
        when min(severity) is not null then null
        when scope = 'FULL' and seconds_between(start_at, until_at) > 60 * limit_minutes then param('outage.severity_full_over')
        when scope = 'FULL' then param('outage.severity_full')
        when scope = 'PARTIAL' then param('outage.severity_partial')
        when scope = 'DEGRADED' then param('outage.severity_degraded')
    end as bigint) as severity_by_scope,
    min(cause) as cause, min(action) as action,
    bool_or(coalesce(service_stop, false)) as service_stop,
    bool_or(action in ('capacity', 'upgrade', 'replace', 'restart', 'patch')) as recovery_action,
    max(affected_share) as affected_share, min(component) as component, min(change_id) as change_id,
    min(parent_id) as parent_id, min(cause_system_ref) as cause_system_ref,
    min(detected_at) as detected_at,
    min(seconds_between(start_at, detected_at)) filter (
        where start_clock = 'start' and detected_at >= start_at and not is_date_only(date_only, 'start_at')
            and not is_date_only(date_only, 'detected_at')
    ) as detect_seconds, min(created_at) as created_at,
    bool_or(is_date_only(date_only, 'start_at')) as date_only
from clipped
group by system_id, source, native_id, start_at, end_at, end_clock, until_at, scope, limit_minutes, as_of
