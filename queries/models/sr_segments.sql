-- id: sr_segments
-- grain: valid service request of type change x system x segment
-- public: yes
-- doc: where a change request waits on its way to production (metrics.md 3.2), in business and in elapsed seconds.
-- `wait_accept`: requested to accepted. `approve`: accepted (else requested) to approved, or development finished to
-- approved where the approval comes after it. `dev`: the later of accepted and approved before it to development finished.
-- `wait_deploy`: development finished to the first release, so that it holds an approval after development; only where
-- the request has a lead time. Business days are 24 h long, weekends and holidays take no time. Where a side is a
-- date only, days between the dates count. A segment that runs backwards, or has no start, is absent.
-- needs: calendar_days, change_sr
with spans as (
    select system_id, source, native_id, 'wait_accept' as segment, 'start' as rule,
        requested_at as from_at, requested_date_only as from_date, false as from_end,
        accepted_at as to_at, is_date_only(date_only, 'accepted_at') as to_date, false as to_end
    from change_sr
    union all
    select system_id, source, native_id, 'approve', 'start',
        case
            when approved_at > dev_done_at then dev_done_at
            when approved_at >= accepted_at then accepted_at
            else requested_at
        end,
        case
            when approved_at > dev_done_at then is_date_only(date_only, 'dev_done_at')
            when approved_at >= accepted_at then is_date_only(date_only, 'accepted_at')
            else requested_date_only
        end,
        coalesce(approved_at > dev_done_at and is_date_only(date_only, 'dev_done_at'), false),
        approved_at, is_date_only(date_only, 'approved_at'), false
    from change_sr
    union all
    select system_id, source, native_id, 'dev', 'end',
        case when approved_at <= dev_done_at then greatest(approved_at, coalesce(accepted_at, approved_at)) else accepted_at end,
        case
            when approved_at <= dev_done_at and approved_at >= coalesce(accepted_at, approved_at)
                then is_date_only(date_only, 'approved_at')
            else is_date_only(date_only, 'accepted_at')
        end,
        false,
        dev_done_at, is_date_only(date_only, 'dev_done_at'), is_date_only(date_only, 'dev_done_at')
    from change_sr
    union all
    select system_id, source, native_id, 'wait_deploy', 'start',
        dev_done_at, is_date_only(date_only, 'dev_done_at'), is_date_only(date_only, 'dev_done_at'),
        released_at, released_date_only, false
    from change_sr
    where lead_seconds is not null
),
measured as (
    select s.system_id, s.source, s.native_id, s.segment, s.rule, s.from_at, s.to_at, s.from_date or s.to_date as by_date,
        f.day as from_day, t.day as to_day, f.business_through as from_through, t.business_through as to_through,
        business_seconds(b.business_before, b.is_business, s.from_at) as from_business,
        business_seconds(e.business_before, e.is_business, s.to_at) as to_business
    from spans s
    join calendar_days f on f.day = day_of(s.from_at, s.from_end)
    join calendar_days t on t.day = day_of(s.to_at, s.to_end)
    join calendar_days b on b.day = local_date(s.from_at)
    join calendar_days e on e.day = local_date(s.to_at)
)
select system_id, source, native_id, segment, rule, from_at, to_at, by_date,
    cast(case when by_date then 86400 * (to_through - from_through) else to_business - from_business end as bigint) as business_seconds,
    cast(case when by_date then 86400 * date_diff('day', from_day, to_day) else seconds_between(from_at, to_at) end as bigint) as elapsed_seconds
from measured
where case when by_date then from_day <= to_day else from_at <= to_at end
