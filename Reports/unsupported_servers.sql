-- title: Servers past their support
-- question: Which servers get no updates any more, and what replaces them?
-- grain: tenant, asset
-- columns:
--   tenant: the customer's slug
--   asset: the server
--   product: the product
--   build: its build
--   unsupported_since_on: the last day of its support
--   exposure: whether it answers on 443 from the internet
--   target_update: what to go to
--   target_build: its build
select tenant, asset, product, build, unsupported_since_on, exposure, target_update, target_build
from exchange_servers
where patch_level = 'unsupported' and retired_on is null
order by unsupported_since_day nulls first, tenant nulls last, asset nulls last
