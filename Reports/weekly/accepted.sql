-- title: Accepted risks and what rests
-- question: Which risks does somebody carry, what rests, and until when?
-- grain: follow-up
-- columns:
--   followup: its id
--   asset: the server
--   threat: what it is about
--   state: accepted or snoozed
--   until_on: the last day
--   days_left: until then [days]
--   cves: the CVEs that it was open for
select followup, asset, threat, state, until_on, until_day - :today as days_left, cves
from followups
where state in ('accepted', 'snoozed')
order by until_day nulls last, asset nulls last, threat nulls last, followup nulls last
