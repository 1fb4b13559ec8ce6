-- id: technology_requests
-- grain: valid service request of the last 12 months x system x word
-- doc: requests whose text asks for new technology or open source (guide.md 2.2 item 5; dictionary `new_technology`).
-- A Latin word counts only where it stands alone.
-- needs: change_requests, system_requests
with words as (
    select distinct lower(word) as word, regexp_full_match(lower(word), '[a-z0-9 .+-]+') as latin
    from dictionary
    where name = 'new_technology' and polarity = 1
),
texts as (
    select s.system_id, s.source, s.native_id, min(s.requested_at) as requested_at,
        lower(min(coalesce(c.title, '') || ' ' || coalesce(c.body, ''))) as content
    from system_requests s
    join change_requests c on c.source = s.source and c.native_id = s.native_id
    join periods p on p.period = 'T12' and s.requested_at >= p.ps and s.requested_at < p.pe
    where c.title is not null or c.body is not null
    group by s.system_id, s.source, s.native_id
)
select t.system_id, t.source, t.native_id, t.requested_at, w.word
from texts t
join words w on contains(t.content, w.word)
    and (not w.latin or regexp_matches(t.content, '(^|[^a-z0-9])' || regexp_escape(w.word) || '($|[^a-z0-9])'))
