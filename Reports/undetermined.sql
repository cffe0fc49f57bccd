-- title: What is not known, and what to collect
-- question: For which servers can nobody say whether they are vulnerable, and what is missing?
-- grain: tenant, asset, reason
-- columns:
--   tenant: the customer's slug
--   asset: the server
--   not_known: build, conflict, condition, not_assessed or no_build
--   cves: CVEs that are undetermined for that reason [CVEs]
--   build: what is known of its build
--   build_age_days: since the build was seen [days]
select v.tenant, v.asset, v.not_known, count(*) as cves, s.build, s.build_age_days
from verdicts v
join exchange_servers s on s.tenant = v.tenant and s.asset_id = v.asset_id
where v.verdict = 'undetermined' and s.retired_on is null
group by v.tenant, v.asset_id, v.asset, v.not_known, s.build, s.build_age_days
order by cves desc nulls last, v.tenant nulls last, v.asset nulls last, v.not_known nulls last
