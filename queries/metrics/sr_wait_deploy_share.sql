-- id: sr_wait_deploy_share
-- grain: system x period
-- title_ko: 처리 기간 중 배포 대기 비율
-- title_en: wait for the deploy window in the lead time
-- unit: ratio
-- question: How much of the lead time is waiting for the deploy window?
-- question_ko: 처리 기간 중 배포를 기다린 시간의 비율은
-- numerator: median wait from development finished to first release, elapsed days
-- numerator_ko: 개발 완료부터 첫 배포까지 대기의 중앙값(경과일)
-- denominator: median lead time of the same requests, elapsed days
-- denominator_ko: 같은 SR의 처리 기간(리드타임) 중앙값(경과일)
-- definition: guide.md 2.2, item 7: median(dev_done to deploy) / median lead time; null as sr_wait_deploy_p50_bdays
-- definition_ko: 개발 완료부터 첫 배포까지 대기의 중앙값 ÷ 처리 기간(리드타임)의 중앙값. 값이 없는 조건은 ‘개발 완료 후 배포 대기(영업일, 중앙값)’과 같음
-- rows: wait_deploy_elapsed_sr
-- reads: change_requests, deployments
select w.system_id, w.period, case when w.null_reason is null and l.value > 0 then w.value / l.value end as value,
    w.value as numerator, l.value as denominator, w.n, w.coverage,
    coalesce(w.null_reason, case when l.value = 0 then 'no_lead_time' end) as null_reason
from released_quantile_of('wait_deploy_elapsed_sr', 0.5, 'no_wait_deploy_sr') w
join released_quantile_of('wait_deploy_lead_sr', 0.5, 'no_wait_deploy_sr') l
    on l.system_id = w.system_id and l.period = w.period
