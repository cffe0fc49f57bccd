-- title: Threats over the portfolio
-- question: How far is each threat from being over?
-- grain: threat
-- columns:
--   threat: its name
--   known_exploited_on: when exploitation was known
--   tenants: tenants with an open follow-up [tenants]
--   open: open follow-ups [follow-ups]
--   exposed: of them on exposed servers, stale ones too [follow-ups]
--   overdue: of them past their day [follow-ups]
--   checks_owed: of them with proved days of check owed [follow-ups]
--   closed: follow-ups that are over [follow-ups]
select t.threat, t.known_exploited_on,
  count(distinct case when f.is_open = 1 then f.tenant end) as tenants,
  count(*) filter (where f.is_open = 1) as open,
  count(*) filter (where f.is_open = 1 and f.exposure in ('exposed', 'stale')) as exposed,
  count(*) filter (where f.is_overdue = 1) as overdue,
  count(*) filter (where f.is_open = 1 and f.owed_days > 0) as checks_owed,
  count(*) filter (where f.state = 'closed') as closed
from threats t
left join followups f on f.threat = t.threat
group by t.threat, t.known_exploited_on
order by open desc nulls last, t.threat nulls last
