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
create or replace macro wilson_low(hits, n) as greatest(0, round((hits + 1.9207294103471 - 1.95996398454005 * sqrt(hits * (n - hits) / n + 0.960364705173552)) / (n + 3.84145882069412), 12));
create or replace macro wilson_high(hits, n) as least(1, round((hits + 1.9207294103471 + 1.95996398454005 * sqrt(hits * (n - hits) / n + 0.960364705173552)) / (n + 3.84145882069412), 12));
