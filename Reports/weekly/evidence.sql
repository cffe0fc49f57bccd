-- title: Open evidence
-- question: What was found that speaks of a compromise?
-- grain: piece of evidence
-- columns:
--   evidence: its id
--   asset: the machine
--   state: found, confirmed or contained
--   threats: the threats that it speaks of
--   trace: what was found
--   occurred_at: when it happened
--   first_seen_at: when it was first reported
select evidence, asset, state, threats, trace, occurred_at, first_seen_at
from evidence
where is_open = 1
order by case state when 'confirmed' then 1 when 'found' then 2 else 3 end nulls last, first_seen_epoch nulls last,
  evidence nulls last
