-- title: Reopened
-- question: What was over and is open again?
-- grain: follow-up
-- columns:
--   followup: its id
--   tenant: the customer's slug
--   asset: the server
--   threat: what it is about
--   opened_on: when it was opened first
--   since_at: since when it stands as it does
--   cause: what brought it back
--   decision: what the policy says
select followup, tenant, asset, threat, opened_on, since_at, cause, decision
from followups
where state = 'reopened'
order by since_epoch desc nulls last, tenant nulls last, asset nulls last, threat nulls last
