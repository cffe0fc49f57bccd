-- title: Follow-ups by tenant
-- question: Who has the most to do?
-- grain: tenant
-- columns:
--   tenant: the customer's slug
--   name: the customer's name
--   open: open follow-ups; NULL where nothing was ever seen [follow-ups]
--   overdue: of them past their day [follow-ups]
--   checks_owed: of them with proved days of check owed [follow-ups]
--   evidence: of them with open evidence [follow-ups]
--   silent_days: since anything was seen [days]
select t.tenant, t.name,
  case when t.data_day is not null then count(f.tenant) end as open,
  case when t.data_day is not null then count(*) filter (where f.is_overdue = 1) end as overdue,
  case when t.data_day is not null then count(*) filter (where f.owed_days > 0) end as checks_owed,
  case when t.data_day is not null then count(*) filter (where f.compromise is not null) end as evidence,
  t.silent_days
from tenants t
left join followups f on f.tenant = t.tenant and f.is_open = 1 and f.threat is not null
group by t.tenant, t.name, t.data_day, t.silent_days
order by evidence desc nulls first, checks_owed desc nulls first, overdue desc nulls first, open desc nulls first,
  t.tenant nulls last
