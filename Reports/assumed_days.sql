-- title: Days that nobody saw
-- question: For which servers are days of exploitation only assumed, and would older data help?
-- grain: tenant, asset
-- columns:
--   tenant: the customer's slug
--   asset: the server
--   threat: the threats of these days
--   owed_from_on: the first day
--   owed_to_on: the last day
--   days: how many [days]
select tenant, asset, threat, owed_from_on, owed_to_on, days
from checks
where how = 'assumed'
order by days desc nulls last, tenant nulls last, asset nulls last, threat nulls last, owed_from_day nulls last
