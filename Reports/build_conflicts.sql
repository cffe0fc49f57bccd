-- title: Conflicts about builds
-- question: Where do sources contradict each other?
-- grain: tenant, asset
-- columns:
--   tenant: the customer's slug
--   asset: the server
--   product: the product
--   build: the builds that it may be
--   build_seen_at: when it was last said
--   exposure: whether it answers on 443 from the internet
select tenant, asset, product, build, build_seen_at, exposure
from exchange_servers
where is_conflict = 1 and retired_on is null
order by tenant nulls last, asset nulls last
