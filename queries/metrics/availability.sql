-- id: availability
-- grain: system x period
-- title_ko: 가용성
-- title_en: availability
-- unit: ratio
-- question: What share of the agreed service time was the service up?
-- question_ko: 약정 서비스 시간 중 서비스가 정상이던 비율은
-- numerator: agreed service time minus full outage minutes
-- numerator_ko: 약정 서비스 시간(AST)에서 전체 장애 시간을 뺀 시간(분)
-- denominator: agreed service time (AST)
-- denominator_ko: 약정 서비스 시간(AST, 분)
-- definition: metrics.md 3.4: 1 - full_outage_minutes / AST; AST = observed time, with what outages themselves state, within service hours minus planned windows
-- definition_ko: 1 − ‘전체 장애 시간’ ÷ AST. AST는 관측된 시간(장애로 적힌 시간 포함) 중 서비스 시간 안에 들고 계획 중단이 아닌 시간
-- rows: full_outage_time
-- reads: incidents, maintenance
select o.system_id, o.period,
    case when o.null_reason is null and not t.unreadable_hours and t.ast_seconds > 0
        then (t.ast_seconds - t.full_seconds) / t.ast_seconds end as value,
    (t.ast_seconds - t.full_seconds) / 60 as numerator, t.ast_seconds / 60 as denominator,
    cast(null as bigint) as n, o.coverage,
    coalesce(o.null_reason, case
        when t.unreadable_hours then 'unreadable_service_hours'
        when t.ast_seconds <= 0 then 'no_service_time'
    end) as null_reason
from observed o
join service_time t on t.system_id = o.system_id and t.period = o.period
where o.table_name = 'incidents'
