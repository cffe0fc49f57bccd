-- title: Snoozed
-- question: What is off the list for now, and when does it come back?
-- grain: follow-up
-- columns:
--   followup: its id
--   tenant: the customer's slug
--   asset: the server
--   threat: what it is about
--   decision: what the policy says
--   due_on: by when
--   until_on: the last day of the snooze
--   owner: who has taken it
select followup, tenant, asset, threat, decision, due_on, until_on, owner
from followups
where state = 'snoozed' and is_open = 1
order by until_day nulls last, tenant nulls last, asset nulls last, threat nulls last
