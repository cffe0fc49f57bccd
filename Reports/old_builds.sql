-- title: Builds that were seen long ago
-- question: Which builds are judged by old data?
-- grain: tenant, asset
-- parameters:
--   days: { type: integer, default: 30, about: seen at least so many days ago }
-- columns:
--   tenant: the customer's slug
--   asset: the server
--   build: its build
--   build_seen_at: when it was last seen
--   build_age_days: since then [days]
--   patch_level: where it stands
select tenant, asset, build, build_seen_at, build_age_days, patch_level
from exchange_servers
where (build_age_days is null or build_age_days >= :days) and retired_on is null
order by build_age_days desc nulls first, tenant nulls last, asset nulls last
