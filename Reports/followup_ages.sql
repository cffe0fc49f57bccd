-- title: Ages of what is open
-- question: How old is what is open, by decision?
-- grain: decision
-- parameters:
--   min_days: { type: integer, default: 0, about: open for at least so many days }
-- columns:
--   decision: what the policy says
--   open: open follow-ups [follow-ups]
--   median_days: half of them are at least so old [days]
--   p90_days: a tenth of them are at least so old [days]
--   oldest_days: the oldest [days]
--   overdue: past their day [follow-ups]
with aged as (
  select decision, open_days, is_overdue,
    row_number() over (partition by decision order by open_days) as place,
    count(*) over (partition by decision) as n
  from followups
  where is_open = 1 and threat is not null and open_days >= :min_days
)
select decision, max(n) as open,
  max(case when place = (n + 1) / 2 then open_days end) as median_days,
  max(case when place = (n * 9 + 9) / 10 then open_days end) as p90_days,
  max(open_days) as oldest_days, count(*) filter (where is_overdue = 1) as overdue
from aged
group by decision
order by case decision when '3_days_and_forensics' then 1 when '3_days' then 2 when '14_days' then 3
  when '60_days' then 4 else 5 end nulls last, decision nulls last
