-- id: mtbf_minutes
-- grain: system x period
-- title_ko: 평균 장애 간격
-- title_en: mean time between failures
-- unit: minutes
-- question: How long does the service run between outages?
-- numerator: AST minus outage minutes
-- denominator: outages that started in the period
-- definition: metrics.md 3.4: (AST - outage) / n; no outage is null (shown as `> AST`)
-- rows: outages
with starts as (
    select system_id, source, incident_id, min(start_at) as start_at
    from outages
    where kind = 'incident'
    group by system_id, source, incident_id
),
counted as (
    select o.system_id, o.period, count(*) as outages
    from observed o
    join starts s on s.system_id = o.system_id and s.start_at >= o.w_start and s.start_at < o.w_end
    where o.table_name = 'incidents' and o.null_reason is null
    group by o.system_id, o.period
)
select o.system_id, o.period,
    case when o.null_reason is null and not t.unreadable_hours
        then (t.ast_seconds - t.outage_seconds) / (60 * c.outages) end as value,
    (t.ast_seconds - t.outage_seconds) / 60 as numerator, cast(coalesce(c.outages, 0) as double) as denominator,
    cast(coalesce(c.outages, 0) as bigint) as n, o.coverage,
    coalesce(o.null_reason, case
        when t.unreadable_hours then 'unreadable_service_hours'
        when c.outages is null then 'no_outages'
    end) as null_reason
from observed o
join service_time t on t.system_id = o.system_id and t.period = o.period
left join counted c on c.system_id = o.system_id and c.period = o.period
where o.table_name = 'incidents'
