-- title: Silent tenants
-- question: Of whom do we know nothing new?
-- grain: tenant
-- parameters:
--   days: { type: integer, default: 30, about: nothing seen for at least so many days }
-- columns:
--   tenant: the customer's slug
--   name: the customer's name
--   data_on: the newest thing seen; NULL is never
--   silent_days: since then [days]
--   inventory_on: the newest inventory
--   internet_on: the newest look from the internet
--   contacts: whom to write to
select tenant, name, data_on, silent_days, inventory_on, internet_on, contacts
from tenants
where silent_days is null or silent_days >= :days
order by silent_days desc nulls first, tenant nulls last
