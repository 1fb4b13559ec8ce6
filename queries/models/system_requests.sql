-- id: system_requests
-- grain: valid service request x system
-- public: yes
-- doc: service requests that are not rejected, per system they touch, with their class (metrics.md 3.3).
-- `done_at` is the completion known at as_of; a request that is open again has none; `is_done` without `done_at` was
-- closed at an unknown time. Policy class: the reason code decides where it is filled and not `other`; else the
-- dictionary `policy` on title and body (change requests only). A positive word counts where it occurs outside the negative phrases.
-- `due_source` says which due holds: `agreed`, the one agreed last; `first`, the original one, where the other is not known
-- to have been agreed before the original passed; `sla`, the end of the business day that `sla.<type>_days` names, where
-- the request has none. `rework`: it was opened again; null where neither a count nor its status tells.
-- needs: affected_rows, calendar_days, change_requests
with touched as (
    select a.system_id, c.* exclude (title, body)
    from change_requests c
    join affected_rows a on a.table_name = 'change_requests' and a.receipt = c.receipt and a.record = c.record
        and a.row_hash = c.row_hash
    cross join run r
    where coalesce(c.status, '') <> 'rejected' and c.requested_at < r.as_of
),
single as (
    select t.*
    from touched t
    qualify row_number() over (
        partition by t.system_id, t.source, t.native_id order by t.requested_at, t.receipt, t.record, t.line, t.row_hash
    ) = 1
),
components as (
    select system_id, source, native_id, count(distinct component) as components
    from touched
    group by system_id, source, native_id
),
texts as (
    select source, native_id, lower(min(coalesce(title, '') || ' ' || coalesce(body, ''))) as content
    from change_requests
    where type = 'change' and coalesce(reason_code, 'other') = 'other' and (title is not null or body is not null)
    group by source, native_id
),
-- Only texts with a policy word are looked at closely: there the negative phrases are taken out, the longest first.
hits as (
    select t.source, t.native_id, t.content
    from texts t
    where exists (
        select 1 from dictionary d where d.name = 'policy' and d.polarity = 1 and contains(t.content, lower(d.word))
    )
),
keywords as (
    select distinct h.source, h.native_id
    from (select source, native_id, without_phrases(content, 'policy') as content from hits) h
    join dictionary d on d.name = 'policy' and d.polarity = 1 and contains(h.content, lower(d.word))
),
agreements as (
    select substr(name, 5, length(name) - 9) as type, cast(floor(value) as bigint) as days
    from parameters
    where name like 'sla.%_days' and value >= 1
),
sla_dues as (
    select s.system_id, s.source, s.native_id, to_utc(cast(d.day as timestamp) + interval 1 day) as due_at
    from single s
    join agreements a on a.type = s.type
    join calendar_days q on q.day = local_date(s.requested_at)
    join calendar_days d on d.is_business and d.business_before = q.business_through + a.days - 1
    where s.due_at is null and s.original_due_at is null
),
dues as (
    select s.*, a.due_at as sla_due_at,
        case
            when s.due_at is null and s.original_due_at is null and a.due_at is not null then 'sla'
            when s.original_due_at is null or s.due_at = s.original_due_at or s.due_changed_at < s.original_due_at
                then case when s.due_at is not null then 'agreed' end
            else 'first'
        end as due_source
    from single s
    left join sla_dues a on a.system_id = s.system_id and a.source = s.source and a.native_id = s.native_id
)
select s.system_id, s.source, s.native_id, s.type, s.status, s.reason_code, coalesce(s.urgent, false) as urgent,
    s.requested_at, is_date_only(s.date_only, 'requested_at') as requested_date_only,
    s.accepted_at, s.approved_at, s.dev_done_at, s.date_only,
    case s.due_source when 'sla' then s.sla_due_at when 'first' then s.original_due_at else s.due_at end as due_at,
    coalesce(s.due_source = 'sla', false)
        or is_date_only(s.date_only, case s.due_source when 'first' then 'original_due_at' else 'due_at' end) as due_date_only,
    s.due_source,
    case
        when s.reopen_count > 0 or (s.closed_at <= r.as_of and s.status in ('open', 'in_progress', 'hold')) then true
        when s.reopen_count = 0 then false
    end as rework,
    case
        when s.status in ('open', 'in_progress', 'hold') then null
        when s.closed_at <= r.as_of then s.closed_at
    end as done_at,
    is_date_only(s.date_only, 'closed_at') as done_date_only,
    case
        when s.closed_at is not null then s.closed_at <= r.as_of and coalesce(s.status, 'closed') in ('resolved', 'closed')
        else coalesce(s.status, 'open') in ('resolved', 'closed')
    end as is_done,
    s.type = 'change' as is_change,
    case
        when coalesce(s.reason_code, 'other') <> 'other' then s.reason_code = 'policy'
        else k.native_id is not null
    end as is_policy,
    case when coalesce(s.reason_code, 'other') <> 'other' then 'code' else 'keyword' end as policy_source,
    c.components
from dues s
cross join run r
join components c on c.system_id = s.system_id and c.source = s.source and c.native_id = s.native_id
left join keywords k on k.source = s.source and k.native_id = s.native_id
