-- id: item_09
-- item: 9
-- grain: system
-- window: T6
-- rows: releases in T6
-- reads: deployments
-- thresholds: item9.stage_share <= 1
-- fixed: item9.min_n
-- question: Are tools for build, test and deployment not used, or only partly used? (yes = tooling is missing)
-- definition: guide.md 2.2: per stage, releases done with a tool / all counted production releases of the last 6 months, at least
-- `item9.min_n`. Releases whose stage is unknown bound the share from both sides. Y iff any stage is certainly below
-- `item9.stage_share`, even if others are unknown; N iff all three are certainly at or above it; else U.
with stages as (
    select t.system_id, t.stage, count(*) as releases,
        count(*) filter (where t.state = 'tool') as by_tool,
        count(*) filter (where t.state = 'unknown') as unknown
    from release_tools t
    join observed o on o.system_id = t.system_id and o.period = 'T6' and o.table_name = 'deployments'
        and t.started_at >= o.w_start and t.started_at < o.w_end
    group by t.system_id, t.stage
),
judged as (
    select *,
        releases >= param('item9.min_n') and by_tool + unknown < param('item9.stage_share') * releases as missing,
        releases >= param('item9.min_n') and by_tool >= param('item9.stage_share') * releases as present
    from stages
),
facts as (
    select s.system_id, coalesce(max(j.releases), 0) as releases,
        coalesce(bool_or(j.missing), false) as any_missing,
        count(*) filter (where j.present) as present,
        min(case when j.missing or j.present then j.by_tool / j.releases end) as lowest,
        string_agg(
            j.stage || ' ' || case when j.unknown = j.releases then 'unknown' else j.by_tool || ' of ' || j.releases end,
            ', ' order by case j.stage when 'build' then 1 when 'test' then 2 else 3 end
        ) as shares
    from systems s
    left join judged j on j.system_id = s.system_id
    group by s.system_id
),
answers as (
    select *, case when any_missing then 'Y' when present = 3 then 'N' else 'U' end as answer from facts
)
select system_id, 9 as item, answer, case when answer = 'U' then 'None' else 'D' end as tier,
    lowest as value, param('item9.stage_share') as threshold, 'item9.stage_share' as parameter, cast(releases as bigint) as n,
    case
        when releases = 0 then 'no production release in the last 6 months'
        when releases < param('item9.min_n') then 'only ' || releases || ' production releases in the last 6 months'
        else 'releases done with a tool in the last 6 months: ' || shares
    end as evidence,
    cast(null as varchar) as alternatives
from answers
