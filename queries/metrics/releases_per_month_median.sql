-- id: releases_per_month_median
-- grain: system x period
-- title_ko: 월 배포(릴리스) 중앙값
-- title_en: releases per month, median
-- unit: per month
-- question: How many releases does the middle month have?
-- question_ko: 보통의 한 달에 몇 번 배포하는가
-- numerator: median releases of a month
-- numerator_ko: 월별 배포 건수의 중앙값
-- denominator: months of the three that end with the period that are known
-- denominator_ko: 기간 말까지 3개월 중 자료가 절반 이상 확보된 달
-- definition: metrics.md 3.1: the part of the frequency class that tells monthly from yearly
-- definition_ko: 배포 주기 구분(일·주·월·연 단위)에서 월 단위와 연 단위를 가르는 값. 배포가 없는 달은 0건으로 셈
-- rows: releases
-- reads: deployments
select system_id, period, case when coalesce(null_reason, 'few_weeks') = 'few_weeks' then releases_per_month end as value,
    releases_per_month as numerator, cast(months as double) as denominator, months as n, coverage,
    coalesce(nullif(null_reason, 'few_weeks'), case when releases_per_month is null then 'no_months' end) as null_reason
from deploy_frequency
