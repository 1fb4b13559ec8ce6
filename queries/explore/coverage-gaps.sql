-- id: coverage-gaps
-- title_ko: 수집되지 않은 자료
-- question: For which systems and tables is less than half of the trailing year covered?
-- grain: system x table
-- set: facts: only this table of facts, all when left out
select o.system_id, y.name, o.table_name, round(o.coverage, 3) as coverage, o.inferred, o.null_reason
from observed o
join systems y on y.system_id = o.system_id
where o.period = 'T12' and o.null_reason is not null
    and (getvariable('facts') is null or o.table_name = getvariable('facts'))
order by o.system_id, o.table_name
