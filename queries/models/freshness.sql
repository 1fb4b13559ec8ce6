-- id: freshness
-- grain: source x table
-- public: yes
-- doc: rows that each source brought for the report month, against its usual rows: the median of up to `freshness.months` months before.
-- Rows are those of the latest versions, by the local month of their main time. Months count from the first event of the
-- pair on, months without rows as 0. `state`: `silent` nothing came; `low` less than `freshness.minimum` of the usual
-- rows; `new` too few months to tell; `usual` else. A pair whose usual is 0 is silent only when it has been quiet for
-- longer than ever in those months. Of an open month the elapsed share of the usual rows is expected. `claimed` says
-- that declared coverage reaches into the month; a claimed pair needs no history to be silent, and absence counts as zero.
-- needs: alerts, change_requests, complaints, deployments, incidents, maintenance, sample_days
with months as (
    -- `back` 0 is the report month.
    select p.period, p.ps, least(p.pe, r.as_of) as pe, seconds_between(p.ps, p.pe) as whole_seconds,
        row_number() over (order by p.ps desc) - 1 as back
    from periods p
    cross join run r
    where p.kind = 'month'
    qualify row_number() over (order by p.ps desc) - 1 <= param('freshness.months')
),
report as (
    select *, seconds_between(ps, pe) / whole_seconds as share from months where back = 0
),
events as (
    select 'change_requests' as table_name, source, requested_at as main_at from change_requests
    union all
    select 'deployments', source, started_at from deployments
    union all
    select 'incidents', source, coalesce(start_at, detected_at, created_at) from incidents
    union all
    select 'alerts', source, start_at from alerts
    union all
    select 'maintenance', source, start_at from maintenance
    union all
    select 'complaints', source, "at" from complaints
),
-- Samples have no versions. Of several exports with the same day of one metric of a host the fullest counts.
metric_days as (
    select source, receipt, host, system_ref, metric, day, cast(sum(n) as bigint) as n
    from sample_days
    group by source, receipt, host, system_ref, metric, day
),
samples as (
    select source, day, max(n) as n
    from metric_days
    group by source, host, system_ref, metric, day
),
counted as (
    select e.table_name, e.source, m.back, count(*) as n
    from events e
    join months m on e.main_at >= m.ps and e.main_at < m.pe
    group by e.table_name, e.source, m.back
    union all
    select 'performance', s.source, m.back, cast(sum(s.n) as bigint)
    from samples s
    join months m on to_utc(cast(s.day as timestamp)) >= m.ps and to_utc(cast(s.day as timestamp)) < m.pe
    group by s.source, m.back
),
known as (
    select source, table_name, min(observed_from) as first_at
    from receipts
    where observed_from is not null
    group by source, table_name
),
claims as (
    select c.source, c.table_name
    from covers c
    join report r on c.from_ts < r.pe and c.to_ts > r.ps
),
pairs as (
    select k.source, k.table_name from known k join report r on k.first_at < r.pe
    union
    select source, table_name from claims where source <> '*'
),
history as (
    select k.source, k.table_name, m.back, m.period, coalesce(c.n, 0) as n
    from known k
    join months m on m.back >= 1 and m.pe > k.first_at
    left join counted c on c.source = k.source and c.table_name = k.table_name and c.back = m.back
),
-- Months without rows between two months with some.
gaps as (
    select source, table_name,
        max(coalesce(earlier - back - 1, 0)) as longest
    from (
        select source, table_name, back, lag(back) over (partition by source, table_name order by back desc) as earlier
        from history
        where n > 0
    )
    group by source, table_name
),
usual as (
    select source, table_name, count(*) as history_months,
        percentile_cont(0.5) within group (order by n) as usual_rows,
        max(period) filter (where n > 0) as last_month,
        coalesce(min(back) filter (where n > 0), max(back) + 1) as quiet
    from history
    group by source, table_name
),
joined as (
    select p.source, p.table_name, coalesce(c.n, 0) as row_count,
        u.usual_rows, coalesce(u.history_months, 0) as history_months, u.last_month,
        exists (
            select 1 from claims x where x.source in ('*', p.source) and x.table_name = p.table_name
        ) as claimed,
        u.quiet > coalesce(g.longest, 0) as longer_than_ever,
        coalesce(u.history_months, 0) >= param('freshness.months_minimum') as is_known,
        r.share
    from pairs p
    cross join report r
    left join counted c on c.source = p.source and c.table_name = p.table_name and c.back = 0
    left join usual u on u.source = p.source and u.table_name = p.table_name
    left join gaps g on g.source = p.source and g.table_name = p.table_name
)
select source, table_name, row_count, usual_rows, history_months, last_month, claimed,
    case
        when row_count = 0 and is_known and usual_rows * share >= 1 then 'silent'
        when row_count = 0 and is_known and share = 1 and (usual_rows > 0 or longer_than_ever) then 'silent'
        when row_count = 0 and not is_known and share = 1 and claimed then 'silent'
        when not is_known then 'new'
        when row_count > 0 and row_count < param('freshness.minimum') * usual_rows * share then 'low'
        else 'usual'
    end as state
from joined
