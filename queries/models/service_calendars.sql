-- id: service_calendars
-- grain: service_hours as the inventory writes it x span of hours in it
-- public: yes
-- doc: what the calendars of the inventory say (metrics.md 3.4): `reads` is `always`, `weekly` (one row per span) or `unreadable`.
-- A span names days (Mon-Fri, 평일, 월·수·금, 주말, 매일, 공휴일, none for every day; none after a span with days repeats
-- them) and hours (09:00-18:00, 9시~18시, 24시간); one over midnight belongs to the day it begins on. Public holidays are
-- closed, unless the span is of all seven days, or `holidays open` (공휴일 포함) stands there; where hours of holidays
-- are given (공휴일 10:00-16:00), they hold alone. `closed` (휴무, 제외) after days takes them out.
-- `on_days` are the weekdays 1 (Monday) to 7; `on_holidays` is `weekday` (hours as on that weekday), `all` or `none`;
-- `opens` and `closes` are minutes of the day, `closes` beyond 1440 where the span ends on the next day.
-- Anything else in the text makes it unreadable, never 24x7.
-- needs:
with texts as (
    select distinct service_hours, lower(service_hours) as t from systems where trim(service_hours) <> ''
),
-- Days become the letters A to G, holidays H, `closed` !, `open` +, every dash -, a bracket |.
signs as (
    select service_hours, t as plain,
        regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(t,
            '[~∼～〜–—]|\bto\b', '-', 'g'),
            '\b(except|excluding|excl\.?|closed on|closed)\s+(public\s+)?holidays?', 'H!', 'g'),
            '\b(including|incl\.?)\s+(public\s+)?holidays?', 'H+', 'g'),
            '[()]', '|', 'g'),
            '\band\b|및', ',', 'g'),
            '휴무|휴업|제외|\bclosed\b|\boff\b', '!', 'g') as t
    from texts
),
words as (
    select service_hours, plain,
        regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(t,
            '24\s*[x*×/]\s*(7|365)|7\s*[x*×]\s*24|24\s*시간|24\s*(hours?|hrs?|h)\b', '00:00-24:00', 'g'),
            '연중\s*무휴|무휴|연중|365일|매일|상시|\bdaily\b|\bevery\s?day\b|\balways\b', 'A-G', 'g'),
            '평일|주중|\bweekdays?\b', 'A-E', 'g'),
            '주말|\bweekends?\b', 'F,G', 'g'),
            '법정공휴일|공휴일|휴일|\b(public\s+)?holidays?\b', 'H', 'g') as t
    from signs
),
english as (
    select service_hours, plain,
        regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(t,
            '\bmon(day)?s?\b', 'A', 'g'),
            '\btue(s|sday|sdays)?\b', 'B', 'g'),
            '\bwed(nesday)?s?\b', 'C', 'g'),
            '\bthu(r|rs|rsday|rsdays)?\b', 'D', 'g'),
            '\bfri(day)?s?\b', 'E', 'g'),
            '\bsat(urday)?s?\b', 'F', 'g'),
            '\bsun(day)?s?\b', 'G', 'g') as t
    from words
),
letters as (
    select service_hours, plain,
        translate(regexp_replace(t, '([월화수목금토일])요일', '\1', 'g'), '월화수목금토일', 'ABCDEFG') as t
    from english
),
hours as (
    select service_hours, plain,
        regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(t,
            'H\s*(포함|운영|개방|\bopen\b|\bincluded\b)', 'H+', 'g'),
            '매주|운영|서비스|제공', ' ', 'g'),
            'H\+\s*(\d)', 'H \1', 'g'),
            '(\d{1,2})시\s*(\d{1,2})분', '\1:\2', 'g'),
            '(\d{1,2})시', '\1:00', 'g'),
            '\s*-\s*', '-', 'g') as t
    from letters
),
-- Closed days and `holidays open` are taken out of the text, and then the spans; nothing may remain.
markers as (
    select service_hours, plain, t, contains(t, 'H+') as holidays_open,
        array_to_string(regexp_extract_all(t, '[A-H](\s*[,·/-]\s*[A-H]|[A-H])*\s*!'), ' ') as closed,
        regexp_replace(regexp_replace(t, '[A-H](\s*[,·/-]\s*[A-H]|[A-H])*\s*!|H\+', ' ', 'g'), '\|', ' ', 'g') as bare
    from hours
),
found as (
    select service_hours, holidays_open, closed,
        regexp_replace(t, '00:00-24:00|A-G|[;,/·|\s]', '', 'g') = ''
            and (contains(t, '00:00-24:00') or regexp_matches(plain, '무휴|상시|always')) as always,
        regexp_extract_all(bare, '([A-H][A-H,·/\s-]*)?[:\s]*\d{1,2}(:\d\d)?-\d{1,2}(:\d\d)?') as spans,
        regexp_replace(bare, '([A-H][A-H,·/\s-]*)?[:\s]*\d{1,2}(:\d\d)?-\d{1,2}(:\d\d)?|[;,/·\s]+', '', 'g') as remainder
    from markers
),
split as (
    select service_hours, unnest(spans) as span, generate_subscripts(spans, 1) as number from found where not always
),
times as (
    select service_hours, number, trim(regexp_extract(span, '^[A-H,·/\s-]*')) as days,
        60 * cast(regexp_extract(span, '(\d+)(:\d\d)?-', 1) as bigint)
            + coalesce(try_cast(regexp_extract(span, ':(\d\d)-', 1) as bigint), 0) as opens,
        60 * cast(regexp_extract(span, '-(\d+)(:\d\d)?$', 1) as bigint)
            + coalesce(try_cast(regexp_extract(span, '-\d+:(\d\d)$', 1) as bigint), 0) as closes,
        regexp_matches(span, ':[6-9]') as odd
    from split
),
named as (
    select *, coalesce(last_value(nullif(days, '') ignore nulls) over (
        partition by service_hours order by number rows between unbounded preceding and current row), 'A-G') as on_days
    from times
),
-- The weekdays of every span, and as number 0 those of the closed days.
day_lists as (
    select service_hours, number, on_days as days from named
    union all
    select service_hours, 0, closed from found
),
ranges as (
    select service_hours, number, days, unnest(regexp_extract_all(days, '[A-G]-[A-G]')) as range from day_lists
),
members as (
    select l.service_hours, l.number, w.weekday
    from day_lists l
    join (select unnest(generate_series(1, 7)) as weekday) w on contains(l.days, substr('ABCDEFG', w.weekday, 1))
    union
    select r.service_hours, r.number, w.weekday
    from ranges r
    join (select unnest(generate_series(1, 7)) as weekday) w
        on case
            when substr(r.range, 1, 1) <= substr(r.range, 3, 1)
                then substr('ABCDEFG', w.weekday, 1) between substr(r.range, 1, 1) and substr(r.range, 3, 1)
            else substr('ABCDEFG', w.weekday, 1) >= substr(r.range, 1, 1) or substr('ABCDEFG', w.weekday, 1) <= substr(r.range, 3, 1)
        end
),
weekdays as (
    select m.service_hours, m.number, count(*) as named,
        string_agg(cast(m.weekday as varchar), '' order by m.weekday) filter (where c.weekday is null) as on_days
    from members m
    left join members c on c.service_hours = m.service_hours and c.number = 0 and c.weekday = m.weekday
    where m.number > 0
    group by m.service_hours, m.number
),
spans as (
    select n.service_hours, n.number, coalesce(w.on_days, '') as on_days, n.opens,
        case when n.closes < n.opens then n.closes + 1440 else n.closes end as closes,
        case
            when contains(f.closed, 'H') then 'none'
            when contains(n.on_days, 'H') then 'all'
            when bool_or(contains(n.on_days, 'H')) over (partition by n.service_hours) then 'none'
            when f.holidays_open or w.named = 7 then 'weekday'
            else 'none'
        end as on_holidays,
        f.remainder = '' and not n.odd and n.opens < 1440 and n.closes <= 1440 and n.opens <> n.closes
            and not regexp_matches(f.closed, '[A-D]-[B-E]') and (w.on_days <> '' or contains(n.on_days, 'H')) as fits
    from named n
    join found f on f.service_hours = n.service_hours
    left join weekdays w on w.service_hours = n.service_hours and w.number = n.number
),
readable as (
    select service_hours, bool_and(coalesce(fits, false)) as fits from spans group by service_hours
)
select f.service_hours, case when f.always then 'always' when r.fits then 'weekly' else 'unreadable' end as reads,
    s.number as span, s.on_days, s.on_holidays, s.opens, s.closes
from found f
left join readable r on r.service_hours = f.service_hours
left join spans s on s.service_hours = f.service_hours and r.fits
