-- id: surge_outage_lift
-- grain: system x period
-- title_ko: 폭주와 장애의 동반 배율
-- title_en: lift of surges on outages
-- unit: times
-- question: Do floods bring outages more often than chance?
-- question_ko: 폭주 때 장애가 우연보다 몇 배 자주 나는가
-- numerator: share of outages in surges
-- numerator_ko: 폭주 중 장애 비율
-- denominator: share of time in surges
-- denominator_ko: 폭주 중 시간의 비율
-- definition: metrics.md 3.10: surge_outage_share over the share of judged time inside the windows of surges; null where there is no outage or no surge
-- definition_ko: ‘폭주 중 장애 비율’ ÷ (폭주를 판단한 시간 중 폭주 시작 5분 전부터 종료 15분 뒤까지의 시간이 차지하는 비율). 장애나 폭주가 없으면 값 없음
-- rows: surge_outages
-- reads: incidents, performance
with windows as (
    select system_id, start_at - to_minutes(cast(param('surge.link_before_minutes') as integer)) as from_at,
        end_at + to_minutes(cast(param('surge.link_after_minutes') as integer)) as to_at
    from surge_segments
),
-- What of each window no earlier one holds.
fresh as (
    select system_id, greatest(from_at, coalesce(max(to_at) over (
        partition by system_id order by from_at, to_at rows between unbounded preceding and 1 preceding), from_at)) as from_at, to_at
    from windows
),
around as (
    select o.system_id, o.period, sum(seconds_between(greatest(o.w_start, f.from_at), least(o.w_end, f.to_at))) as seconds
    from observed o
    join fresh f on f.system_id = o.system_id and f.from_at < o.w_end and f.to_at > o.w_start and f.from_at < f.to_at
    where o.table_name = 'performance' and o.w_seconds > 0
    group by o.system_id, o.period
),
joined as (
    select s.system_id, s.period, s.value as share, s.n, s.coverage, s.null_reason,
        a.seconds / nullif(l.judged_seconds, 0) as chance
    from surge_outages_of() s
    join load_covered l on l.system_id = s.system_id and l.period = s.period
    left join around a on a.system_id = s.system_id and a.period = s.period
)
select system_id, period, share / nullif(chance, 0) as value, share as numerator, chance as denominator, n, coverage,
    coalesce(null_reason, case when coalesce(chance, 0) = 0 then 'no_surge' end) as null_reason
from joined
