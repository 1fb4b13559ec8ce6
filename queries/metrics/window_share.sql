-- id: window_share
-- grain: system x period
-- title_ko: 배포 시간대 집중도
-- title_en: share of releases in the usual window
-- unit: ratio
-- question: Do releases cluster in one weekday and time of day?
-- question_ko: 배포가 특정 요일·시간대에 몰리는가
-- numerator: releases in the most frequent weekday and three-hour slot
-- numerator_ko: 가장 많이 몰린 요일·3시간대에 시작된 배포
-- denominator: counted releases at a known time that started in the period
-- denominator_ko: 기간에 시작되고 시각을 아는 집계 대상 배포(원복(롤백)·인프라 제외)
-- definition: metrics.md 3.1: slots of three local hours from midnight; which slot it is stands in the view deploy_windows
-- definition_ko: 시간대는 현지 자정부터 3시간씩. 어느 요일·시간대인지는 뷰 `deploy_windows`에 있음
-- rows: releases
select o.system_id, o.period, case when o.null_reason is null then w.in_slot / w.releases end as value,
    cast(coalesce(w.in_slot, 0) as double) as numerator, cast(coalesce(w.releases, 0) as double) as denominator,
    cast(coalesce(w.releases, 0) as bigint) as n, o.coverage,
    coalesce(o.null_reason, case when w.releases is null then 'no_releases' end) as null_reason
from observed o
left join deploy_windows w on w.system_id = o.system_id and w.period = o.period
where o.table_name = 'deployments'
