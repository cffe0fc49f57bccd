-- title: Exposure that is stale or unknown
-- question: Where must somebody look at 443 again?
-- grain: tenant, asset
-- columns:
--   tenant: the customer's slug
--   asset: the server
--   exposure: stale or unknown
--   exposure_seen_at: when a scan last spoke of it
--   exposure_age_days: since then [days]
--   addresses: the public addresses that reach it
--   open_followups: its open follow-ups [follow-ups]
select tenant, asset, exposure, exposure_seen_at, exposure_age_days, addresses, open_followups
from exchange_servers
where exposure in ('stale', 'unknown') and retired_on is null
order by open_followups desc nulls last, exposure_age_days desc nulls first, tenant nulls last, asset nulls last
