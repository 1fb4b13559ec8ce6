-- Functions that the queries use beside `param`, `to_local`, `to_utc` and `local_date`, as DuckDB spells them.

-- Text of a parameter, e.g. param_text('outage.severities').
create or replace macro param_text(parameter) as (select min(p.text) from parameters p where p.name = parameter);

-- Whole seconds from one instant to another; adds up over adjoining intervals.
create or replace macro seconds_between(earlier, later) as date_diff('second', earlier, later);

-- Whether a time column of a row held a date without time.
create or replace macro is_date_only(flags, column_name) as
    contains(' ' || coalesce(flags, '') || ' ', ' ' || column_name || ' ');

-- Whether an export had a column; `columns` is the list of a receipt.
create or replace macro has_column(columns, column_name) as contains(coalesce(columns, ''), ';' || column_name || ';');

-- Bounds of the Wilson score interval at 95 % of a share `hits` of `n` (Wilson 1927).
create or replace macro wilson_low(hits, n) as greatest(0, round((hits + 1.9207294103471 - 1.95996398454005 * sqrt(hits * greatest(n - hits, 0) / n + 0.960364705173552)) / (n + 3.84145882069412), 12));
create or replace macro wilson_high(hits, n) as least(1, round((hits + 1.9207294103471 + 1.95996398454005 * sqrt(hits * greatest(n - hits, 0) / n + 0.960364705173552)) / (n + 3.84145882069412), 12));

-- An instant on the clock of business days, 86,400 s each (weekends and holidays take no time), from the row of
-- `calendar_days` of its local day. The difference of two is the business time between them.
create or replace macro business_seconds(business_before, is_business, moment) as
    86400 * business_before
        + case when is_business then seconds_between(date_trunc('day', to_local(moment)), to_local(moment)) else 0 end;

-- The local day that a time belongs to; the end of a day that an export gives without a time is the next midnight.
create or replace macro day_of(moment, ends_a_date) as
    local_date(case when ends_a_date then moment - interval 1 second else moment end);

-- Bounds of the 95 % interval of a Poisson count above those of `poisson_limits` (Byar; six digits from 1000 up).
create or replace macro poisson_low(n) as n * pow(1 - 1 / (9 * n) - 1.95996398454005 / (3 * sqrt(n)), 3);
create or replace macro poisson_high(n) as (n + 1) * pow(1 - 1 / (9 * (n + 1)) + 1.95996398454005 / (3 * sqrt(n + 1)), 3);

-- Longest recovery that the public SLA allows an official grade, in minutes; null for grades without one (metrics.md 3.4).
create or replace macro recovery_limit(grade) as
    case grade when 1 then param('outage.limit_minutes_1') when 2 then param('outage.limit_minutes_2') end;

-- Whether a word is in a list of words separated by commas.
create or replace macro is_listed(list, word) as contains(',' || replace(list, ' ', '') || ',', ',' || word || ',');

-- Hours of notice before a start; where one of the two is a date only, whole days.
create or replace macro notice_hours(announced_at, start_at, by_date) as
    case
        when by_date then 24 * date_diff('day', local_date(announced_at), local_date(start_at))
        else seconds_between(announced_at, start_at) / 3600
    end;

-- The day that an end lies in: a date-only end is the midnight after it.
create or replace macro last_date(end_at) as local_date(end_at - interval 1 second);

-- A text without the negative phrases of a dictionary, the longest taken out first, so that none is taken out twice.
create or replace macro without_phrases(content, dictionary_name) as list_reduce(
    list_prepend(content, coalesce(
        (select list(lower(d.word) order by length(d.word) desc, d.word) from dictionary d
            where d.name = dictionary_name and d.polarity = -1),
        []
    )),
    lambda text, phrase: replace(text, phrase, ' | ')
);

-- Microseconds since 1970 of an instant, and back: load is cut into buckets in whole numbers.
create or replace macro micros_of(moment) as epoch_us(moment);
create or replace macro instant_of(micros) as make_timestamp(micros);

-- Whether a value is a number at all (not NaN, not infinite).
create or replace macro is_finite(number) as isfinite(number);

-- The bucket of a nominal step, in seconds: 5, 10, 15, 30 or 60 minutes; null above (metrics.md 3.6).
create or replace macro bucket_of(step_seconds) as
    case
        when step_seconds <= 300 * (1 + param('load.step_tolerance')) then 300
        when step_seconds <= 600 * (1 + param('load.step_tolerance')) then 600
        when step_seconds <= 900 * (1 + param('load.step_tolerance')) then 900
        when step_seconds <= 1800 * (1 + param('load.step_tolerance')) then 1800
        when step_seconds <= 3600 * (1 + param('load.step_tolerance')) then 3600
    end;
