-- id: net_flow
-- grain: system x period
-- title_ko: SR 순유입
-- title_en: net flow of requests
-- unit: count
-- question: Does the backlog grow?
-- question_ko: 미처리 SR이 늘고 있는가
-- numerator: arrivals minus closures
-- numerator_ko: 요청 건수 − 완료 건수
-- denominator: 1
-- denominator_ko: 1
-- definition: metrics.md 3.3: arrivals - closures = change of sr_backlog over the observed time of the period; requests closed at an unknown time are in neither
-- definition_ko: 요청 − 완료 = 기간의 관측 구간 동안 ‘미처리 SR’의 증감. 완료 시각을 모르는 SR은 요청과 완료 어느 쪽에도 넣지 않음
-- rows: flow_sr
with known as (
    select system_id, period, coverage, null_reason from observed where table_name = 'change_requests'
),
flows as (
    select h.system_id, h.period, h.unit, h.amount
    from happened h
    join known k on k.system_id = h.system_id and k.period = h.period and k.null_reason is null
    where h.evidence = 'flow_sr'
),
nets as (
    select system_id, period, sum(amount) as net, count(*) as n from flows group by system_id, period
),
totals as (
    select period, sum(amount) as net, count(*) as n from (select distinct period, unit, amount from flows) group by period
),
systems_known as (
    select period, count(*) filter (where null_reason is null) as systems from known group by period
)
select k.system_id, k.period, cast(case when k.null_reason is null then coalesce(f.net, 0) end as double) as value,
    cast(coalesce(f.net, 0) as double) as numerator, cast(null as double) as denominator,
    cast(coalesce(f.n, 0) as bigint) as n, k.coverage, k.null_reason
from known k
left join nets f on f.system_id = k.system_id and f.period = k.period
union all
select '*', s.period, cast(case when s.systems > 0 then coalesce(t.net, 0) end as double),
    cast(coalesce(t.net, 0) as double), null, cast(coalesce(t.n, 0) as bigint), null,
    case when s.systems = 0 then 'no_coverage' end
from systems_known s
left join totals t on t.period = s.period
