-- title: Accepted risks, and those about to expire
-- question: Which risks does somebody carry, and until when?
-- grain: follow-up
-- columns:
--   followup: its id
--   tenant: the customer's slug
--   asset: the server
--   threat: what it is about
--   until_on: the last day
--   days_left: until then [days]
--   cves: the CVEs that it was open for
select followup, tenant, asset, threat, until_on, until_day - :today as days_left, cves
from followups
where state = 'accepted'
order by until_day nulls last, tenant nulls last, asset nulls last, threat nulls last
