-- id: planned_minutes
-- grain: system x period
-- title_ko: 계획 중단 시간
-- title_en: planned stop minutes
-- unit: minutes
-- question: How long was the service stopped as announced?
-- numerator: united minutes of planned windows within service hours
-- denominator: 1
-- definition: metrics.md 3.4, trap 14: maintenance with a service stop and 24 h of notice (or unknown notice), and inferred windows of approved changes
-- rows: planned_time
select o.system_id, o.period,
    case when o.null_reason is null and not t.unreadable_hours then t.planned_seconds / 60 end as value,
    t.planned_seconds / 60 as numerator, cast(null as double) as denominator,
    cast(null as bigint) as n, o.coverage,
    coalesce(o.null_reason, case when t.unreadable_hours then 'unreadable_service_hours' end) as null_reason
from observed o
join service_time t on t.system_id = o.system_id and t.period = o.period
where o.table_name = 'maintenance'
