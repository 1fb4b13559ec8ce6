-- id: deploy_days_per_week_median
-- grain: system x period
-- title_ko: 주당 배포 일수(중앙값)
-- title_en: deployment days per week, median
-- unit: days per week
-- question: On how many days of the middle week is the system deployed?
-- question_ko: 보통의 한 주에 며칠 배포하는가
-- numerator: median days with a deployment
-- denominator: whole covered weeks of the three months that end with the period
-- definition: metrics.md 3.1: weeks without a deployment count as zero; the class (daily, weekly, monthly, yearly) stands in the view deploy_frequency
-- rows: deploy_days
-- reads: deployments
select system_id, period, case when null_reason is null then deploy_days_per_week end as value,
    deploy_days_per_week as numerator, cast(weeks as double) as denominator, weeks as n, coverage, null_reason
from deploy_frequency
