-- id: availability_incl_partial
-- grain: system x period
-- title_ko: 부분 장애 반영 가용성
-- title_en: availability with partial outages
-- unit: ratio
-- question: What share of the agreed service time was the service up, partial outages weighed in?
-- question_ko: 부분 장애까지 반영하면 서비스가 정상이던 비율은
-- numerator: agreed service time minus outage minutes, PARTIAL weighed by its affected share
-- numerator_ko: 약정 서비스 시간(AST)에서 장애 시간을 뺀 시간(분, 부분 장애는 영향 비율로 가중)
-- denominator: agreed service time (AST)
-- denominator_ko: 약정 서비스 시간(AST, 분)
-- definition: metrics.md 3.4: FULL weighs 1, PARTIAL its affected share (0.5, `outage.partial_weight`, where not stated); where outages overlap the larger weight counts
-- definition_ko: 1 − 가중 장애 시간 ÷ AST. 가중치는 전체 장애(FULL) 1, 부분 장애(PARTIAL)는 영향 비율(`affected_share`, 적혀 있지 않으면 0.5, `outage.partial_weight`). 장애가 겹치면 큰 가중치를 적용
-- rows: outage_time
-- reads: incidents, maintenance
select o.system_id, o.period,
    case when o.null_reason is null and not t.unreadable_hours and t.ast_seconds > 0
        then (1000000 * t.ast_seconds - t.weighted_microseconds) / (1000000 * t.ast_seconds) end as value,
    (1000000 * t.ast_seconds - t.weighted_microseconds) / 60000000 as numerator, t.ast_seconds / 60 as denominator,
    cast(null as bigint) as n, o.coverage,
    coalesce(o.null_reason, case
        when t.unreadable_hours then 'unreadable_service_hours'
        when t.ast_seconds <= 0 then 'no_service_time'
    end) as null_reason
from observed o
join service_time t on t.system_id = o.system_id and t.period = o.period
where o.table_name = 'incidents'
