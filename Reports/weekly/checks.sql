-- title: Compromise checks due
-- question: Who has not been checked for compromise, for which days and logs?
-- grain: asset, threat, stretch of days
-- columns:
--   asset: the server
--   threat: what to look for
--   owed_from_on: the first day
--   owed_to_on: the last day
--   days: how many [days]
--   how: proved by sightings, or assumed since nobody saw
--   last_check_on: when somebody last looked
--   result: what was found then
--   asked_again_by: the playbook's version that asks again
--   logs_required: the logs to look at
select asset, threat, owed_from_on, owed_to_on, days, how, last_check_on, result, asked_again_by, logs_required
from checks
where how = 'proved'
order by days desc nulls last, asset nulls last, threat nulls last, owed_from_day nulls last
