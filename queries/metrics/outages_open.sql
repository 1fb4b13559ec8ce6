-- id: outages_open
-- grain: system x period
-- title_ko: 미종결 장애
-- title_en: open outages
-- unit: count
-- question: How many outages were open at the end of the period?
-- numerator: outages begun before the end and not ended by it
-- denominator: 1
-- definition: metrics.md 3.4: at min(pe, as_of); a ticket closed at an unknown time is not open
-- rows: open_outages
with spans as (
    select system_id, source, incident_id, min(start_at) as start_at, max(coalesce(end_at, timestamp '9999-01-01')) as end_at
    from outages
    where kind = 'incident' and (end_at is not null or is_open)
    group by system_id, source, incident_id
),
open_spans as (
    select o.system_id, o.period, s.source, s.incident_id
    from observed o
    join spans s on s.system_id = o.system_id and s.start_at < o.w_end and s.end_at > o.w_end
    where o.table_name = 'incidents' and o.null_reason is null
),
counted as (
    select system_id, period, count(*) as outages from open_spans group by system_id, period
),
totals as (
    select period, count(*) as outages from (select distinct period, source, incident_id from open_spans) group by period
),
known as (
    select period, count(*) filter (where null_reason is null) as systems
    from observed
    where table_name = 'incidents'
    group by period
)
select o.system_id, o.period,
    case when o.null_reason is null then cast(coalesce(c.outages, 0) as double) end as value,
    cast(coalesce(c.outages, 0) as double) as numerator, cast(null as double) as denominator,
    cast(coalesce(c.outages, 0) as bigint) as n, o.coverage, o.null_reason
from observed o
left join counted c on c.system_id = o.system_id and c.period = o.period
where o.table_name = 'incidents'
union all
select '*', k.period,
    case when k.systems > 0 then cast(coalesce(t.outages, 0) as double) end, cast(coalesce(t.outages, 0) as double), null,
    cast(coalesce(t.outages, 0) as bigint), null, case when k.systems = 0 then 'no_coverage' end
from known k
left join totals t on t.period = k.period
