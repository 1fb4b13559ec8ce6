-- id: users_per_day
-- grain: system x period
-- title_ko: 일평균 이용자
-- title_en: users per day
-- unit: users per day
-- question: How many people use it on an average day?
-- question_ko: 하루 평균 이용자는 몇 명인가
-- numerator: sum of distinct users (visits where only they are known)
-- numerator_ko: 일별 순이용자 수의 합(방문 수만 있으면 방문 수)
-- denominator: days with a figure
-- denominator_ko: 값이 있는 일수
-- definition: guide.md 2.2 item 1: distinct users per day / days; visits stand in where a system has no distinct users in the period
-- definition_ko: 일별 순이용자 수의 합 ÷ 일수. 기간에 순이용자 수가 없는 시스템은 방문 수로 대신함. 같은 날의 행이 여럿이면 가장 큰 값
-- rows: usage.csv
-- reads: usage
with usage_days as (
    -- Distinct users of a day do not add up: of several rows of one day the largest counts.
    select system_id, "date", max(distinct_users) as distinct_users, max(visits) as visits
    from ref_usage
    group by system_id, "date"
),
days as (
    select u.system_id, p.period,
        count(distinct u."date") filter (where u.distinct_users is not null) as user_days,
        sum(u.distinct_users) as users,
        count(distinct u."date") filter (where u.visits is not null) as visit_days,
        sum(u.visits) as visits
    from usage_days u
    cross join run r
    join periods p on u."date" >= local_date(p.ps) and u."date" < local_date(least(p.pe, r.as_of))
    group by u.system_id, p.period
),
chosen as (
    select s.system_id, p.period,
        case when d.user_days > 0 then d.users else d.visits end as people,
        case when d.user_days > 0 then d.user_days else d.visit_days end as days,
        date_diff('day', local_date(p.ps), local_date(least(p.pe, r.as_of))) as period_days
    from systems s
    cross join periods p
    cross join run r
    left join days d on d.system_id = s.system_id and d.period = p.period
)
select system_id, period,
    case when days > 0 then people / days end as value,
    cast(people as double) as numerator, cast(coalesce(days, 0) as double) as denominator,
    cast(coalesce(days, 0) as bigint) as n,
    case when period_days > 0 then coalesce(days, 0) / period_days end as coverage,
    case when coalesce(days, 0) = 0 then 'no_usage' end as null_reason
from chosen
