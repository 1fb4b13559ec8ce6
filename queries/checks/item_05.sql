-- id: item_05
-- item: 5
-- grain: system
-- question: Are new technologies or open source asked for?
-- definition: guide.md 2.2: S-Y iff the text of at least one valid request of the last 12 months has a word of the dictionary
-- `new_technology`; a Latin word counts only where it stands alone. NO needs a person: else U.
with words as (
    select distinct lower(word) as word, regexp_full_match(lower(word), '[a-z0-9 .+-]+') as latin
    from dictionary
    where name = 'new_technology' and polarity = 1
),
texts as (
    select s.system_id, s.source, s.native_id, lower(min(coalesce(c.title, '') || ' ' || coalesce(c.body, ''))) as content
    from system_requests s
    join change_requests c on c.source = s.source and c.native_id = s.native_id
    join periods p on p.period = 'T12' and s.requested_at >= p.ps and s.requested_at < p.pe
    where c.title is not null or c.body is not null
    group by s.system_id, s.source, s.native_id
),
hits as (
    select t.system_id, t.source, t.native_id, w.word
    from texts t
    join words w on contains(t.content, w.word)
        and (not w.latin or regexp_matches(t.content, '(^|[^a-z0-9])' || regexp_escape(w.word) || '($|[^a-z0-9])'))
),
found as (
    select system_id, count(distinct (source, native_id)) as requests, string_agg(distinct word, ', ' order by word) as words,
        min(native_id) as first_id
    from hits
    group by system_id
),
read as (
    select system_id, count(*) as requests from texts group by system_id
)
select y.system_id, 5 as item, case when f.requests > 0 then 'Y' else 'U' end as answer,
    case when f.requests > 0 then 'S' else 'None' end as tier,
    cast(coalesce(f.requests, 0) as double) as value, cast(1 as double) as threshold, cast(coalesce(r.requests, 0) as bigint) as n,
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
