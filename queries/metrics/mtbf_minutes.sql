-- id: mtbf_minutes
-- grain: system x period
-- title_ko: 평균 장애 간격
-- title_en: mean time between failures
-- unit: minutes
-- question: How long does the service run between outages?
-- question_ko: 장애와 장애 사이에 얼마나 오래 운영되는가
-- numerator: AST minus outage minutes
-- numerator_ko: 약정 서비스 시간(AST)에서 장애 시간을 뺀 시간(분)
-- denominator: outages that started in the period
-- denominator_ko: 기간에 시작된 장애(FULL·PARTIAL)
-- definition: metrics.md 3.4: (AST - outage) / n; no outage is null
-- definition_ko: (AST − ‘비계획 장애 시간’) ÷ 장애 건수. 장애가 없으면 값 없음
-- rows: outages
-- reads: incidents, maintenance
select c.system_id, c.period,
    case when c.null_reason is null and c.n > 0 and not t.unreadable_hours
        then (t.ast_seconds - t.outage_seconds) / (60 * c.n) end as value,
    (t.ast_seconds - t.outage_seconds) / 60 as numerator, c.numerator as denominator, c.n, c.coverage,
    coalesce(c.null_reason, case
        when t.unreadable_hours then 'unreadable_service_hours'
        when c.n = 0 then 'no_outages'
    end) as null_reason
from count_of('outages', 'incidents') c
join service_time t on t.system_id = c.system_id and t.period = c.period
