-- title: The tenant
-- question: Whom is the report about, and what was agreed?
-- grain: tenant
-- columns:
--   slug: its slug
--   name: its name
--   zone: its time zone
--   language: the language of its reports
--   mode: who acts
--   impact: what the mission loses
--   contacts: whom to write to
--   data_on: the day of the newest data
--   silent_days: since then [days]
--   inventory_on: the newest inventory
--   internet_on: the newest look from the internet
--   internal_on: the newest look from within
select tenant as slug, name, zone, language, mode, impact, contacts, data_on, silent_days, inventory_on, internet_on,
  internal_on
from tenants
order by tenant nulls last
