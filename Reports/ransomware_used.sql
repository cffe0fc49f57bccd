-- title: Known ransomware use
-- question: Which open CVEs does known ransomware use, and on how many servers?
-- grain: CVE
-- columns:
--   cve: the CVE
--   title: its title
--   kev_on: when it entered the catalogue of known exploited vulnerabilities
--   vulnerable: servers that are [servers]
--   undetermined: servers of which that is not known [servers]
--   tenants: their tenants [tenants]
select c.cve, c.title, c.kev_on,
  count(*) filter (where v.verdict = 'vulnerable') as vulnerable,
  count(*) filter (where v.verdict = 'undetermined') as undetermined, count(distinct v.tenant) as tenants
from cves c
join verdicts v on v.cve = c.cve and v.verdict in ('vulnerable', 'undetermined')
where c.is_ransomware = 1
group by c.cve, c.title, c.kev_on
order by vulnerable desc nulls last, undetermined desc nulls last, c.cve nulls last
