-- id: conflicts
-- title_ko: 사람과 자료가 다른 답
-- question: Where do a person and the data disagree?
-- grain: system x item
select k.system_id, y.name, k.item, k.answer as person_says, k.answered_by, k.reason, k.evidence as data_say
from checklist k
join systems y on y.system_id = k.system_id
where k.conflict
order by k.system_id, k.item
