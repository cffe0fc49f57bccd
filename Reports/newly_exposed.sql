-- title: Newly exposed
-- question: Which servers began to answer on 443 from the internet lately?
-- grain: tenant, asset
-- parameters:
--   days: { type: integer, default: 7, about: within so many days }
-- columns:
--   tenant: the customer's slug
--   asset: the server
--   exposed_since_on: since when
--   exposed_days: since then [days]
--   addresses: the public addresses that reach it
--   build: its build
--   open_followups: its open follow-ups [follow-ups]
select tenant, asset, exposed_since_on, exposed_days, addresses, build, open_followups
from exchange_servers
where exposure = 'exposed' and exposed_since_day > :today - :days and retired_on is null
order by exposed_since_day desc nulls last, tenant nulls last, asset nulls last
