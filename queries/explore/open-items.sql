-- id: open-items
-- title_ko: 판정을 가를 항목
-- question: Which answers would settle the most verdicts, and whom to ask?
-- grain: item x department
-- set: department: only systems of this department, all when left out
select k.item, y.department, count(*) as systems, string_agg(k.system_id, ', ' order by k.system_id) as which
from checklist k
join candidates c on c.system_id = k.system_id
join systems y on y.system_id = k.system_id
where c.verdict = 'NEEDS_REVIEW' and k.tier in ('S', 'none')
    and (getvariable('department') is null or y.department = getvariable('department'))
group by k.item, y.department
order by systems desc, k.item, y.department
