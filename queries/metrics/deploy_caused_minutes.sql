-- id: deploy_caused_minutes
-- grain: system x period
-- title_ko: 배포 기인 장애 시간
-- title_en: deploy-caused outage minutes
-- unit: minutes
-- question: How much of the outage did deployments cause?
-- numerator: united minutes of outages attributed to a release by id or field
-- denominator: 1
-- definition: metrics.md 3.4, trap 14: a subset of the unplanned clock, never added to it
-- rows: deploy_caused_time
select o.system_id, o.period,
    case when o.null_reason is null and not t.unreadable_hours then t.deploy_caused_seconds / 60 end as value,
    t.deploy_caused_seconds / 60 as numerator, cast(null as double) as denominator,
    cast(null as bigint) as n, o.coverage,
    coalesce(o.null_reason, case when t.unreadable_hours then 'unreadable_service_hours' end) as null_reason
from observed o
join service_time t on t.system_id = o.system_id and t.period = o.period
where o.table_name = 'incidents'
