-- id: deploy_days_per_week_median
-- grain: system x period
-- title_ko: 주당 배포 일수(중앙값)
-- title_en: deployment days per week, median
-- unit: days per week
-- question: On how many days of the middle week is the system deployed?
-- question_ko: 보통의 한 주에 며칠 배포하는가
-- numerator: median days with a deployment
-- numerator_ko: 주별 배포 일수의 중앙값
-- denominator: whole covered weeks of the three months that end with the period
-- denominator_ko: 기간 말까지 3개월 안에서 자료가 온전히 확보된 주
-- definition: metrics.md 3.1: weeks without a deployment count as zero; the class (daily, weekly, monthly, yearly) stands in the view deploy_frequency
-- definition_ko: 배포가 없는 주는 0일로 셈. 주는 월요일부터 일요일까지이며 온전한 주가 2주 미만이면 값 없음. 배포 주기 구분(일·주·월·연 단위)은 뷰 `deploy_frequency`에 있음
-- rows: deploy_days
-- reads: deployments
select system_id, period, case when null_reason is null then deploy_days_per_week end as value,
    deploy_days_per_week as numerator, cast(weeks as double) as denominator, weeks as n, coverage, null_reason
from deploy_frequency
