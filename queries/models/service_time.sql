-- id: service_time
-- grain: system x period
-- public: yes
-- doc: the clocks of `service_clocks` side by side, in seconds; 0 where a clock did not run.
-- `unreadable_hours` marks a service calendar that cannot be read: its figures are null rather than 24x7.
-- needs: observed, service_calendars, service_clocks
select o.system_id, o.period,
    cast(coalesce(sum(c.seconds) filter (where c.clock = 'AST'), 0) as bigint) as ast_seconds,
    cast(coalesce(sum(c.seconds) filter (where c.clock = 'FULL'), 0) as bigint) as full_seconds,
    cast(coalesce(sum(c.seconds) filter (where c.clock = 'FULL+PARTIAL'), 0) as bigint) as outage_seconds,
    cast(coalesce(sum(c.seconds) filter (where c.clock = 'DEPLOY'), 0) as bigint) as deploy_caused_seconds,
    cast(coalesce(sum(c.seconds) filter (where c.clock = 'RECOVERY'), 0) as bigint) as recovery_seconds,
    cast(coalesce(sum(c.seconds) filter (where c.clock = 'PLANNED'), 0) as bigint) as planned_seconds,
    cast(coalesce(sum(c.microseconds) filter (where c.clock = 'WEIGHTED'), 0) as bigint) as weighted_microseconds,
    coalesce(bool_or(h.reads = 'unreadable'), false) as unreadable_hours
from observed o
join systems y on y.system_id = o.system_id
left join (select distinct service_hours, reads from service_calendars) h on h.service_hours = y.service_hours
left join service_clocks c on c.system_id = o.system_id and c.period = o.period
where o.table_name = 'incidents'
group by o.system_id, o.period
