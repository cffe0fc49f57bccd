-- title: Where the data come from
-- question: Which streams of files tell of the tenant, and how old is the newest?
-- grain: source
-- columns:
--   source: the stream
--   kind: inventory, scan or evidence
--   vantage: from where was looked
--   imports: files that count [imports]
--   newest_on: when the newest was taken
--   age_days: since then [days]
select source, kind, vantage, count(*) as imports, max(taken_at) as newest_on,
  (:now - max(taken_epoch)) / 86400 as age_days
from imports
where is_undone = 0 and tenant is not null
group by source, kind, vantage
order by age_days nulls last, source nulls last, kind nulls last, vantage nulls last
