-- id: evidence_requests
-- grain: set of rows x record x system
-- doc: sets of service requests (metrics.md 3.2, 3.3); columns as in `evidence`.
-- `flow_sr` holds a request twice, `amount` 1 where it came in and -1 where it was completed: their sum over a period is
-- the change of `waiting_sr`. A completion that is no later than its request follows it by a microsecond, for that sum.
-- needs: change_sr, sr_segments, system_requests
with requests as (
    select *, source || '/' || native_id as unit, timestamp '9999-01-01' as never,
        case when done_at is not null then greatest(done_at, requested_at + interval 1 microsecond) end as left_at
    from system_requests
),
changes as (
    select *, source || '/' || native_id as unit from change_sr
),
segments as (
    select *, source || '/' || native_id as unit from sr_segments
),
dues as (
    select *,
        coalesce(done_at <= due_at
            or (done_date_only and not due_date_only
                and local_date(done_at - interval 1 second) <= local_date(due_at)), false) as on_time
    from requests
    where due_at is not null and (done_at is not null or not is_done)
),
sets as (
    select 'all_sr' as evidence, system_id, unit, source, native_id, requested_at as from_at, requested_at as to_at,
        'start' as rule, cast(null as bigint) as amount
    from requests
    union all
    select 'defect_sr', system_id, unit, source, native_id, requested_at, requested_at, 'start', null
    from requests where type = 'defect'
    union all
    select 'no_due_sr', system_id, unit, source, native_id, requested_at, requested_at, 'start', null
    from requests where due_at is null
    union all
    select 'waiting_sr', system_id, unit, source, native_id, requested_at, coalesce(left_at, never), 'waiting', null
    from requests where done_at is not null or not is_done
    union all
    select 'closed_sr', system_id, unit, source, native_id, left_at, left_at, 'end', null
    from requests where done_at is not null
    union all
    select 'flow_sr', system_id, unit, source, native_id, requested_at, requested_at, 'start', 1
    from requests where done_at is not null or not is_done
    union all
    select 'flow_sr', system_id, unit, source, native_id, left_at, left_at, 'end', -1
    from requests where done_at is not null
    union all
    select 'closed_due_sr', system_id, unit, source, native_id, done_at, done_at, 'end', null
    from dues where done_at is not null
    union all
    select 'closed_on_time_sr', system_id, unit, source, native_id, done_at, done_at, 'end', null
    from dues where on_time
    union all
    select 'due_sr', system_id, unit, source, native_id, due_at, due_at, 'end', null from dues
    union all
    select 'on_time_sr', system_id, unit, source, native_id, due_at, due_at, 'end', null from dues where on_time
    union all
    select 'change_sr', system_id, unit, source, native_id, requested_at, requested_at, 'start', null from changes
    union all
    select 'policy_sr', system_id, unit, source, native_id, requested_at, requested_at, 'start', null
    from changes where is_policy
    union all
    select 'coded_policy_sr', system_id, unit, source, native_id, requested_at, requested_at, 'start', null
    from changes where is_policy and policy_source = 'code'
    union all
    select 'urgent_sr', system_id, unit, source, native_id, requested_at, requested_at, 'start', null
    from changes where urgent
    union all
    select 'component_sr', system_id, unit, source, native_id, requested_at, requested_at, 'start', null
    from changes where components > 0
    union all
    select 'multi_component_sr', system_id, unit, source, native_id, requested_at, requested_at, 'start', null
    from changes where components >= 2
    union all
    select 'released_sr', system_id, unit, source, native_id, released_at, released_at, 'start', lead_seconds
    from changes where lead_seconds is not null
    union all
    select 'negative_sr', system_id, unit, source, native_id, released_at, released_at, 'start', null
    from changes where lead_excluded = 'negative'
    union all
    select segment || '_sr', system_id, unit, source, native_id, to_at, to_at, rule, business_seconds from segments
    union all
    select 'wait_deploy_elapsed_sr', system_id, unit, source, native_id, to_at, to_at, rule, elapsed_seconds
    from segments where segment = 'wait_deploy'
    union all
    select 'wait_deploy_lead_sr', c.system_id, c.unit, c.source, c.native_id, c.released_at, c.released_at, 'start', c.lead_seconds
    from changes c
    join segments s on s.segment = 'wait_deploy' and s.system_id = c.system_id and s.unit = c.unit
    union all
    select 'linkable_sr', system_id, unit, source, native_id, done_at, done_at, 'end', null
    from changes where done_at is not null and coalesce(lead_excluded, '') <> 'before_history'
    union all
    select 'linked_sr', system_id, unit, source, native_id, done_at, done_at, 'end', null
    from changes
    where done_at is not null and coalesce(lead_excluded, '') <> 'before_history' and first_release_id is not null
)
select *, 'change_requests' as table_name from sets
