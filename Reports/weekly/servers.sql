-- title: Exchange servers
-- question: Which servers are there, and how does each stand?
-- grain: asset
-- columns:
--   asset: the server
--   product: its product
--   cu: its cumulative update
--   build: its build
--   precision: what is proved of it
--   patch_level: where it stands in the line of updates
--   target_update: what to install
--   target_build: the build that this gives
--   exposure: whether 443 is open
--   exposed_since_on: since when
--   open_followups: its open follow-ups [follow-ups]
--   build_seen_at: when the build was last seen
--   last_seen_at: when it was last seen
select asset, product, cu, build, precision, patch_level, target_update, target_build, exposure, exposed_since_on,
  open_followups, build_seen_at, last_seen_at
from exchange_servers
where retired_on is null
order by asset nulls last
