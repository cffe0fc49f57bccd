-- title: Compromise checks due
-- question: Who has not been checked for compromise, for which days and logs?
-- grain: tenant, asset, threat, stretch of days
-- columns:
--   tenant: the customer's slug
--   asset: the server
--   threat: what to look for
--   owed_from_on: the first day
--   owed_to_on: the last day
--   days: how many [days]
--   last_check_on: when somebody last looked
--   result: what was found then
--   logs_required: the logs to look at
select tenant, asset, threat, owed_from_on, owed_to_on, days, last_check_on, result, logs_required
from checks
where how = 'proved'
order by days desc nulls last, tenant nulls last, asset nulls last, threat nulls last, owed_from_day nulls last
