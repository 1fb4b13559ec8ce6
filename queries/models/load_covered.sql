-- id: load_covered
-- grain: system x period
-- public: yes
-- doc: for how long load, resources, latency and demand of a system are known in a period, and for how long surges can be known and ranked, in seconds.
-- `null_reason` is why figures of surges would be null: not_observed, no_load (no samples), no_coverage (samples of less
-- than half of the period, or load in less than half of the time with samples), or what most of the months with load
-- lack to be judged by the weeks before them; `resource_null_reason` the same of figures of CPU, memory and connections.
-- needs: load5, load_choice, load_months, observed
with months as (
    select l.system_id, m.period, 
        sum(60 * l.bucket_minutes) filter (where l.x is not null) as load_seconds,
        sum(60 * l.bucket_minutes) filter (where l.cpu is not null or l.memory is not null or l.pool is not null) as resource_seconds,
        sum(60 * l.bucket_minutes) filter (where l.latency is not null) as latency_seconds
    from load5 l
    join periods m on m.kind = 'month' and l.bucket_start >= m.ps and l.bucket_start < m.pe
    join observed w on w.system_id = l.system_id and w.period = m.period and w.table_name = 'performance'
        and l.bucket_start >= w.w_start and l.bucket_start < w.w_end
    group by l.system_id, m.period
),
judged as (
    select m.*, coalesce(case when b.ranked then m.load_seconds end, 0) as ranked_seconds,
        coalesce(case when b.null_reason is null then m.load_seconds end, 0) as judged_seconds,
        case when b.ranked then null else coalesce(b.null_reason, b.baseline) end as reason
    from months m
    left join load_months b on b.system_id = m.system_id and b.period = m.period
),
summed as (
    select j.system_id, p.period, cast(sum(j.load_seconds) as bigint) as load_seconds,
        cast(sum(j.resource_seconds) as bigint) as resource_seconds, cast(sum(j.latency_seconds) as bigint) as latency_seconds,
        cast(sum(j.ranked_seconds) as bigint) as ranked_seconds, cast(sum(j.judged_seconds) as bigint) as judged_seconds,
        max(j.reason) filter (where j.reason is not null) as reason
    from judged j
    join periods m on m.period = j.period
    join periods p on m.ps >= p.ps and m.pe <= p.pe
    group by j.system_id, p.period
)
select o.system_id, o.period, o.w_seconds, o.observed_seconds,
    s.load_seconds / nullif(o.w_seconds, 0) as coverage, s.resource_seconds / nullif(o.w_seconds, 0) as resource_coverage,
    coalesce(s.load_seconds, 0) as load_seconds,
    coalesce(s.resource_seconds, 0) as resource_seconds, coalesce(s.latency_seconds, 0) as latency_seconds,
    coalesce(s.judged_seconds, 0) as judged_seconds, coalesce(s.ranked_seconds, 0) as ranked_seconds,
    case
        when o.null_reason = 'not_observed' then o.null_reason
        when coalesce(s.load_seconds, 0) = 0 then case when c.step_seconds is not null and c.bucket_seconds is null then 'coarse_step' else 'no_load' end
        when o.null_reason is not null or s.load_seconds < param('coverage.minimum') * o.observed_seconds then 'no_coverage'
        when s.ranked_seconds < param('coverage.minimum') * s.load_seconds then coalesce(s.reason, 'history_too_short')
    end as null_reason,
    case
        when o.null_reason = 'not_observed' then o.null_reason
        when coalesce(s.resource_seconds, 0) = 0 then
            case
                when c.step_seconds is not null and c.bucket_seconds is null then 'coarse_step'
                when s.load_seconds > 0 then 'no_resources'
                else 'no_load'
            end
        when o.null_reason is not null or s.resource_seconds < param('coverage.minimum') * o.observed_seconds then 'no_coverage'
    end as resource_null_reason
from observed o
left join summed s on s.system_id = o.system_id and s.period = o.period
left join load_choice c on c.system_id = o.system_id
where o.table_name = 'performance'
