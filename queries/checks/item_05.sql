-- id: item_05
-- item: 5
-- grain: system
-- window: T12
-- rows: new_technology_sr, all_sr
-- reads: change_requests
-- question: Are new technologies or open source asked for?
-- definition: guide.md 2.2: S-Y iff the text of at least one valid request of the last 12 months has a word of new
-- technology (`technology_requests`). NO needs a person: else U.
with found as (
    select system_id, count(distinct (source, native_id)) as requests, string_agg(distinct word, ', ' order by word) as words,
        min(native_id) as first_id
    from technology_requests
    group by system_id
),
read as (
    select s.system_id, count(*) as requests
    from system_requests s
    join periods p on p.period = 'T12' and s.requested_at >= p.ps and s.requested_at < p.pe
    semi join (select source, native_id from change_requests where title is not null or body is not null) c
        on c.source = s.source and c.native_id = s.native_id
    group by s.system_id
)
select y.system_id, 5 as item, case when f.requests > 0 then 'Y' else 'U' end as answer,
    case when f.requests > 0 then 'S' else 'None' end as tier,
    cast(coalesce(f.requests, 0) as double) as value, cast(1 as double) as threshold, cast(null as varchar) as parameter, cast(coalesce(r.requests, 0) as bigint) as n,
    case
        when f.requests > 0 then f.requests || case when f.requests = 1 then ' request asks' else ' requests ask' end
            || ' for ' || f.words || ' (' || f.first_id || ')'
        when r.requests > 0 then 'no word of new technology in ' || r.requests || ' requests'
        else 'no request text in the last 12 months'
    end as evidence,
    cast(null as varchar) as alternatives
from systems y
left join found f on f.system_id = y.system_id
left join read r on r.system_id = y.system_id
