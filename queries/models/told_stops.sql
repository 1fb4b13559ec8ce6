-- id: told_stops
-- grain: incident x system
-- doc: incidents of the last `item2.months` whose text tells of a remedy and of a stop of the service (guide.md 2.2 item 2).
-- Words: dictionary `remedy` and `service_stop`. What a text denies is taken out before it is read.
-- needs: affected_rows, incidents, system_incidents
with bounds as (
    select p.pe - to_months(cast(param('item2.months') as integer)) as from_at, least(p.pe, r.as_of) as to_at
    from periods p
    join run r on r.month = p.period
),
texts as (
    select a.system_id, i.source, i.native_id, min(s.start_at) as start_at,
        lower(string_agg(coalesce(i.title, '') || ' ' || coalesce(i.body, '') || ' ' || coalesce(i.original_action, ''), ' '
            order by i.receipt, i.record, i.row_hash)) as content
    from incidents i
    join affected_rows a on a.table_name = 'incidents' and a.receipt = i.receipt and a.record = i.record
        and a.row_hash = i.row_hash
    join system_incidents s on s.system_id = a.system_id and s.source = i.source and s.native_id = i.native_id
    join bounds b on s.start_at >= b.from_at and s.start_at < b.to_at
    group by a.system_id, i.source, i.native_id
),
stated as (
    select system_id, source, native_id, start_at, without_phrases(content, 'service_stop') as content
    from texts
    where exists (select 1 from dictionary d where d.name = 'remedy' and d.polarity = 1 and contains(texts.content, lower(d.word)))
)
select t.system_id, t.source, t.native_id, t.start_at
from stated t
where exists (select 1 from dictionary d where d.name = 'service_stop' and d.polarity = 1 and contains(t.content, lower(d.word)))
