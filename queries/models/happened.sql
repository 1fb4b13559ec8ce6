-- id: happened
-- grain: set of evidence x system x period x unit
-- public: yes
-- doc: which units of each set of `evidence` count in which period of each system, by the rule of the set, inside its window W.
-- `amount` is what a unit carries (seconds of a lead time, a repair, an interval; requests of a release), null where it
-- is only counted. Whether the table that makes a figure known was covered is asked by the figure.
-- needs: evidence, observed
with units as (
    select evidence, rule, system_id, unit, min(from_at) as from_at, max(to_at) as to_at, max(amount) as amount
    from evidence
    where rule <> 'overlap'
    group by evidence, rule, system_id, unit
),
windows as (
    select system_id, period, w_start, w_end from observed where table_name = 'incidents' and w_seconds > 0
),
-- A moment lies in one month, so months are joined by equality: periods of several months are the sum of theirs.
months as (
    select w.system_id, w.period, w.w_start, w.w_end, date_trunc('month', to_local(m.ps)) as month
    from windows w
    join periods p on p.period = w.period
    join periods m on m.kind = 'month' and m.ps >= p.ps and m.pe <= p.pe
),
moments as (
    select *,
        case rule when 'start' then from_at when 'end' then to_at end as moment,
        date_trunc('month', to_local(case rule when 'start' then from_at else to_at - interval 1 microsecond end)) as month
    from units
    where rule in ('start', 'end')
)
select u.evidence, u.system_id, m.period, u.unit, u.from_at, u.to_at, u.amount
from moments u
join months m on m.system_id = u.system_id and m.month = u.month
where case u.rule
    when 'start' then u.moment >= m.w_start and u.moment < m.w_end
    else u.moment > m.w_start and u.moment <= m.w_end
end
union all
select u.evidence, u.system_id, w.period, u.unit, u.from_at, u.to_at, u.amount
from units u
join windows w on w.system_id = u.system_id
where u.rule = 'waiting' and u.from_at < w.w_end and u.to_at > w.w_end
