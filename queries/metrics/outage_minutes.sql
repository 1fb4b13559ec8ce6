-- id: outage_minutes
-- grain: system x period
-- title_ko: 비계획 장애 시간
-- title_en: unplanned outage minutes
-- unit: minutes
-- question: How long was the service down, wholly or partly?
-- numerator: united minutes of FULL and PARTIAL outages
-- denominator: 1
-- definition: metrics.md 3.4: union of intervals within the period and service hours, planned windows taken out; stops without notice count
-- rows: outage_time
select o.system_id, o.period,
    case when o.null_reason is null and not t.unreadable_hours then t.outage_seconds / 60 end as value,
    t.outage_seconds / 60 as numerator, cast(null as double) as denominator,
    cast(null as bigint) as n, o.coverage,
    coalesce(o.null_reason, case when t.unreadable_hours then 'unreadable_service_hours' end) as null_reason
from observed o
join service_time t on t.system_id = o.system_id and t.period = o.period
where o.table_name = 'incidents'
