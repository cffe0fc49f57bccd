-- title: Work by owner
-- question: Who has how much, and what is nobody's?
-- grain: owner
-- columns:
--   owner: who has taken it; NULL is nobody
--   open: open follow-ups [follow-ups]
--   overdue: past their day [follow-ups]
--   checks_owed: with proved days of check owed [follow-ups]
--   oldest_days: the oldest [days]
select owner, count(*) as open, count(*) filter (where is_overdue = 1) as overdue,
  count(*) filter (where owed_days > 0) as checks_owed, max(open_days) as oldest_days
from followups
where is_open = 1 and threat is not null
group by owner
order by overdue desc nulls last, open desc nulls last, owner nulls first
