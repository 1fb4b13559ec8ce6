-- id: unused_samples
-- grain: source x metric x unit x reason
-- public: yes
-- doc: samples that enter no figure, and why: no_system (hosts.csv gives the host to none on that day), unknown_unit (it cannot be brought to that of the metric), no_number (negative, or none at all), other_metric (nothing is made of it).
-- needs: host_days, load_days, sample_days
select d.source, d.metric, d.unit,
    case
        when m.metric is null then 'other_metric'
        when h.host is null then 'no_system'
        when l.host is null then 'unknown_unit'
        else 'no_number'
    end as reason,
    cast(sum(case when m.metric is not null and h.host is not null and l.host is not null then d.n - d.usable else d.n end) as bigint) as n,
    count(distinct d.host) as hosts
from sample_days d
left join load_metrics m on m.metric = d.metric
left join (select distinct source, system_ref, host, day from host_days) h
    on h.source = d.source and h.system_ref = d.system_ref and h.host = d.host and h.day = d.day
left join (select distinct lower(host) as host, metric, unit from load_days) l
    on l.host = lower(d.host) and l.metric = d.metric and l.unit = d.unit
group by 1, 2, 3, 4
having sum(case when m.metric is not null and h.host is not null and l.host is not null then d.n - d.usable else d.n end) > 0
