-- title: Why rows are rejected
-- question: What is wrong with the files, by reason and column?
-- grain: reason, column
-- columns:
--   reason: why, in a word
--   column_name: the header of the column at fault
--   rows: rows [rows]
--   files: files [files]
--   example: one of the faults
select reason, column_name, count(*) as rows, count(distinct import) as files, min(detail) as example
from rejects
group by reason, column_name
order by rows desc nulls last, reason nulls last, column_name nulls last
