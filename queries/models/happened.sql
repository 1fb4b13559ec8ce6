-- id: happened
-- grain: set of evidence x system x period x unit
-- public: yes
-- doc: which units of each set of `evidence` count in which period of each system, by the rule of the set, inside its window W.
-- `amount` is what a unit carries: seconds of a lead time, a repair, an interval; null where it is only counted.
-- Whether the table that makes a figure known was covered is asked by the figure.
-- needs: evidence, observed
with units as (
    select evidence, rule, system_id, unit, min(from_at) as from_at, max(to_at) as to_at, max(amount) as amount
    from evidence
    where rule <> 'overlap'
    group by evidence, rule, system_id, unit
),
windows as (
    select system_id, period, w_start, w_end from observed where table_name = 'incidents' and w_seconds > 0
)
select u.evidence, u.system_id, w.period, u.unit, u.from_at, u.to_at, u.amount
from units u
join windows w on w.system_id = u.system_id
where case u.rule
    when 'start' then u.from_at >= w.w_start and u.from_at < w.w_end
    when 'end' then u.to_at > w.w_start and u.to_at <= w.w_end
    else u.from_at < w.w_end and u.to_at > w.w_end
end
