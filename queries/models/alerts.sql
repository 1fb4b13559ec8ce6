-- id: alerts
-- grain: monitor event
-- doc: events of monitors with start and end: rows with both as they stand; a problem row with the recovery row that ends it.
-- Rows that share `pair` are a state over time, over all exports of a source: the first problem after a recovery opens an
-- event, the next recovery closes it; further problems between them belong to it. Of one time the order of the export counts. A recovery of nothing is left out.
-- needs: alert_rows
with states as (
    select *,
        count(*) filter (where state = 'recovery') over (
            partition by source, pair order by start_at, receipt, record
            rows between unbounded preceding and current row
        ) as recoveries
    from alert_rows
    where pair is not null
),
opened as (
    select *
    from states
    where coalesce(state, 'problem') = 'problem'
    qualify rank() over (partition by source, pair, recoveries order by start_at, receipt, record) = 1
),
closed as (
    select source, pair, recoveries, min(start_at) as end_at
    from states
    where state = 'recovery'
    group by source, pair, recoveries
)
select * from alert_rows where pair is null and coalesce(state, 'problem') = 'problem'
union all by name
select o.* exclude (recoveries, end_at), coalesce(o.end_at, c.end_at) as end_at
from opened o
left join closed c on c.source = o.source and c.pair = o.pair and c.recoveries = o.recoveries + 1
