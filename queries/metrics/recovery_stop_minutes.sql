-- id: recovery_stop_minutes
-- grain: system x period
-- title_ko: 복구 중단 시간
-- title_en: minutes stopped for recovery
-- unit: minutes
-- question: How long was the service stopped to recover?
-- numerator: united minutes of unannounced stops that belong to a recovery
-- denominator: 1
-- definition: metrics.md 3.4: stops that overlap the incident or start at most 10 minutes after its end
-- rows: recovery_stops
select o.system_id, o.period,
    case when o.null_reason is null and not t.unreadable_hours then t.recovery_seconds / 60 end as value,
    t.recovery_seconds / 60 as numerator, cast(null as double) as denominator,
    cast(null as bigint) as n, o.coverage,
    coalesce(o.null_reason, case when t.unreadable_hours then 'unreadable_service_hours' end) as null_reason
from observed o
join service_time t on t.system_id = o.system_id and t.period = o.period
where o.table_name = 'incidents'
