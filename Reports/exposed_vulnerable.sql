-- title: Exposed and vulnerable now
-- question: Which servers can be attacked from the internet today, and since when?
-- grain: tenant, asset
-- parameters:
--   min_days: { type: integer, default: 0, about: exposed for at least so many days }
-- columns:
--   tenant: the customer's slug
--   asset: the server
--   build: its build
--   exposure: stale counts as exposed, the last scan is only too old to say
--   exposed_days: since it is exposed [days]
--   threats: open threats with a vulnerable CVE [threats]
--   cves: open CVEs of all of them [CVEs]
--   ransomware: whether known ransomware uses one [0 or 1]
--   due_on: the earliest due day
select tenant, asset, build, exposure, exposed_days, count(*) as threats, cast(sum(cve_count) as bigint) as cves,
  max(has_ransomware) as ransomware, min(due_on) as due_on
from followups
where is_open = 1 and verdict = 'vulnerable' and exposure in ('exposed', 'stale') and coalesce(exposed_days, 0) >= :min_days
group by tenant, asset_id, asset, build, exposure, exposed_days
order by ransomware desc nulls last, exposed_days desc nulls last, tenant nulls last, asset nulls last
