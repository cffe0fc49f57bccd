-- title: What is not known
-- question: For which servers can nobody say how they stand, and what is to be collected?
-- grain: asset
-- columns:
--   asset: the server
--   build: what is known of its build
--   precision: what that proves
--   build_age_days: since the build was seen [days]
--   exposure: whether 443 is open
--   exposure_age_days: since somebody looked [days]
--   undetermined: CVEs of which nobody can say whether it has them [CVEs]
--   collect: what to collect from it
select s.asset, s.build, s.precision, s.build_age_days, s.exposure, s.exposure_age_days,
  (select count(*) from verdicts v
    where v.tenant = s.tenant and v.asset_id = s.asset_id and v.verdict = 'undetermined') as undetermined,
  (select f.next_step from followups f
    where f.tenant = s.tenant and f.asset_id = s.asset_id and f.threat is null and f.is_open = 1) as collect
from exchange_servers s
where s.retired_on is null
  and (s.precision is null or s.precision <> 'exact' or s.is_conflict = 1 or s.build_age_days > 30
    or s.exposure in ('unknown', 'stale'))
order by undetermined desc nulls last, s.asset nulls last
