-- title: Coverage by source
-- question: Which streams of files tell of each tenant, and how old is the newest?
-- grain: tenant, source
-- columns:
--   tenant: the customer's slug
--   source: the stream
--   kind: inventory, scan or evidence
--   vantage: from where was looked
--   imports: files that count [imports]
--   rows: their rows of this tenant [rows]
--   newest_at: when the newest was taken
--   age_days: since then [days]
select tenant, source, kind, vantage, count(*) as imports, cast(sum(listed_rows) as bigint) as rows,
  max(taken_at) as newest_at, (:now - max(taken_epoch)) / 86400 as age_days
from imports
where is_undone = 0 and tenant is not null
group by tenant, source, kind, vantage
order by tenant nulls last, age_days desc nulls last, source nulls last, kind nulls last, vantage nulls last
