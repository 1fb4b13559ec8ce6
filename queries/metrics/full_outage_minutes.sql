-- id: full_outage_minutes
-- grain: system x period
-- title_ko: 전체 장애 시간
-- title_en: full outage minutes
-- unit: minutes
-- question: How long was the whole service down?
-- numerator: united minutes of FULL outages
-- denominator: 1
-- definition: metrics.md 3.4: as outage_minutes, FULL intervals only
-- rows: full_outage_time
select o.system_id, o.period,
    case when o.null_reason is null and not t.unreadable_hours then t.full_seconds / 60 end as value,
    t.full_seconds / 60 as numerator, cast(null as double) as denominator,
    cast(null as bigint) as n, o.coverage,
    coalesce(o.null_reason, case when t.unreadable_hours then 'unreadable_service_hours' end) as null_reason
from observed o
join service_time t on t.system_id = o.system_id and t.period = o.period
where o.table_name = 'incidents'
