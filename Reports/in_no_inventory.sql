-- title: Servers in no inventory
-- question: Which Exchange servers were seen by scans only, so that nobody may know of them?
-- grain: tenant, asset
-- columns:
--   tenant: the customer's slug
--   asset: the server
--   build: what is known of its build
--   precision: what is proved
--   exposure: whether it answers on 443 from the internet
--   addresses: where
--   first_seen_on: since when it is known
select s.tenant, s.asset, s.build, s.precision, s.exposure, s.addresses, substr(s.first_seen_at, 1, 10) as first_seen_on
from exchange_servers s
join assets a on a.tenant = s.tenant and a.asset_id = s.asset_id
where a.os is null and a.owner is null and a.site is null and coalesce(s.precision, 'product') <> 'exact'
  and s.retired_on is null
order by s.exposed_days desc nulls last, s.tenant nulls last, s.asset nulls last
