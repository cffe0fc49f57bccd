-- title: Imports and reject rates
-- question: Which files lost rows, and how many?
-- grain: import
-- columns:
--   import: its id
--   tenant: the customer's slug
--   file: the file's name
--   taken_at: when it was taken
--   file_records: its rows [rows]
--   file_rejected: of them those that could not be taken [rows]
--   permille: that share [per thousand]
select import, tenant, file, taken_at, file_records, file_rejected,
  case when file_records > 0 then file_rejected * 1000 / file_records end as permille
from imports
where file_rejected > 0 and is_undone = 0
order by permille desc nulls last, import nulls last
