-- title: Open follow-ups
-- question: What is open, the most pressing first?
-- grain: follow-up
-- columns:
--   rank: its place
--   followup: its id
--   asset: the server
--   product: its product
--   build: its build
--   patch_level: where it stands in the line of updates
--   threat: what it is about
--   decision: what the policy says
--   due_on: by when
--   overdue_days: since then [days]
--   state: how far the work is
--   owner: who has taken it
--   verdict: vulnerable, undetermined or fixed
--   exposure: that of the server
--   exposed_days: since it is exposed [days]
--   compromise: what was found
--   owed_days: days of check that are owed [days]
--   is_known_exploited: whether that was known [0 or 1]
--   has_ransomware: whether known ransomware uses it [0 or 1]
--   open_days: since it was first opened [days]
--   acts: who does the next thing
--   next_step: what that is
--   reasons: why it stands here
--   cves: its open CVEs
select rank, followup, asset, product, build, patch_level, threat, decision, due_on, overdue_days, state, owner, verdict,
  exposure, exposed_days, compromise, owed_days, is_known_exploited, has_ransomware, open_days, acts, next_step,
  reasons, cves
from followups
where is_open = 1 and threat is not null
order by rank nulls last, followup nulls last
