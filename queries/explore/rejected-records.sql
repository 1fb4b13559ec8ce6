-- id: rejected-records
-- title_ko: 거부된 행
-- question: Which records could not be kept, by export and reason?
-- grain: export x reason
-- set: source: only this source, all when left out
select file, part, connector, source, code, column_name, count(*) as records, min(line) as first_line,
    min(value) as example, min(reason) as reason
from rejects
where getvariable('source') is null or source = getvariable('source')
group by file, part, connector, source, code, column_name
order by records desc, file, part, code, column_name
