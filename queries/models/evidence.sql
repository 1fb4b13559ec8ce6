-- id: evidence
-- grain: set of rows x record x system
-- public: yes
-- doc: the sets that figures count, with the records behind them; a metric names its set after `rows:`.
-- `unit` is what is counted: a request, an incident, a release, an attempt. `rule` says when a unit counts in a period
-- [ps, pe): `start` where from_at lies in it, `end` where to_at lies in (ps, pe], `waiting` where the interval holds its
-- end, `overlap` (minutes) where the interval meets it. `amount` is what a unit carries, in seconds.
-- needs: evidence_checks, evidence_deployments, evidence_incidents, evidence_load, evidence_requests
select distinct evidence, system_id, unit, table_name, source, native_id, from_at, to_at, rule, amount
from (
    select * from evidence_requests
    union all by name
    select * from evidence_deployments
    union all by name
    select * from evidence_incidents
    union all by name
    select * from evidence_load
    union all by name
    select * from evidence_checks
)
