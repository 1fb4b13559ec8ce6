-- id: item_01
-- item: 1
-- grain: system
-- window: {cost.fiscal_years} closed fiscal years, users T12
-- window_ko: 닫힌 회계연도 {cost.fiscal_years}개, 이용자 T12
-- rows: costs.csv, usage.csv
-- reads: costs, usage
-- thresholds: item1.ratio, item1.users
-- given_by_guide: item1.ratio, item1.users
-- question: Is 15 % or more of the initial development cost spent every year on additional development and maintenance?
-- definition: guide.md 1.6 and 2.2: r = cost_ratio at the report month; Y iff r >= `item1.ratio` and the user condition holds
-- (`item1.user_condition`: citizen_only, strict, off); r below it is N. Tier D with `cost.decisive_years`, S with fewer
-- or where visits stand in for users.
with ratios as (
    select c.system_id, c.value as ratio, c.n as years, c.null_reason
    from metrics c
    where c.metric = 'cost_ratio' and c.period = (select month from run)
),
users as (
    select m.system_id, m.value as users
    from metrics m
    where m.metric = 'users_per_day' and m.period = 'T12'
),
counted_users as (
    select distinct u.system_id
    from ref_usage u
    cross join run r
    join periods p on p.period = 'T12' and u."date" >= local_date(p.ps) and u."date" < local_date(least(p.pe, r.as_of))
    where u.distinct_users is not null
),
facts as (
    select s.system_id, s.srm_class, r.ratio, coalesce(r.years, 0) as years, r.null_reason, u.users,
        u.users is not null and s.system_id not in (select system_id from counted_users) as by_visits
    from systems s
    left join ratios r on r.system_id = s.system_id
    left join users u on u.system_id = s.system_id
),
settings as (
    select f.*, t.setting, t.place,
        case
            when ratio is null then 'U'
            when ratio < param('item1.ratio') then 'N'
            when setting = 'off' then 'Y'
            when srm_class is null then 'U'
            when srm_class <> 'citizen' then case setting when 'strict' then 'N' else 'Y' end
            when users is null then 'U'
            when users >= param('item1.users') then 'Y'
            else 'N'
        end as answer
    from facts f
    cross join (values ('citizen_only', 1), ('strict', 2), ('off', 3)) t (setting, place)
),
-- Each setting has the tier of what its own answer stands on: `off` asks for no users.
tiered as (
    select *,
        case
            when answer = 'U' then 'None'
            when years < param('cost.decisive_years') then 'S'
            when by_visits and ratio >= param('item1.ratio') and srm_class = 'citizen' and setting <> 'off' then 'S'
            else 'D'
        end as tier
    from settings
),
alternatives as (
    select system_id, string_agg(setting || '=' || answer || ':' || tier, ';' order by place) as alternatives
    from tiered
    group by system_id
)
select t.system_id, 1 as item, t.answer, t.tier,
    ratio as value, param('item1.ratio') as threshold, 'item1.ratio' as parameter, cast(years as bigint) as n,
    case
        when ratio is null and null_reason = 'no_initial_cost' then 'no initial development cost known'
        when ratio is null then 'no closed fiscal year with additional development or maintenance cost'
        else 'yearly cost is ' || printf('%.1f', 100 * ratio) || ' % of the initial cost (median of ' || years
            || case when years = 1 then ' fiscal year)' else ' fiscal years)' end
            || case
                when ratio < param('item1.ratio') then ''
                when srm_class is null then '; SRM class unknown'
                when srm_class <> 'citizen' then '; not a citizen service'
                when users is null then '; citizen service, users per day unknown'
                else '; citizen service, ' || printf('%.0f', users) || case when by_visits then ' visits' else ' users' end || ' per day'
            end
    end as evidence,
    a.alternatives
from tiered t
join alternatives a on a.system_id = t.system_id
where t.setting = param_text('item1.user_condition')
