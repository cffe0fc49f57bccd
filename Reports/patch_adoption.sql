-- title: Patch adoption by update
-- question: How far has each update come among the servers that it is for?
-- grain: update
-- parameters:
--   since: { type: day, default: 2021-01-01, about: updates published from this day on }
-- columns:
--   product: the product
--   cu: the cumulative update that it is for
--   su: the update
--   released_on: when it was published
--   servers: servers on that cumulative update whose build is exact [servers]
--   installed: of them those that have it, or a later one [servers]
--   permille: that share [per thousand]
select b.product, b.cu, b.su, b.released_on, count(s.tenant) as servers,
  count(*) filter (where s.build_key >= b.build_key) as installed,
  case when count(s.tenant) > 0
    then (count(*) filter (where s.build_key >= b.build_key)) * 1000 / count(s.tenant) end as permille
from builds b
left join exchange_servers s on s.product = b.product and s.cu = b.cu and s.precision = 'exact'
  and s.retired_on is null
where b.su is not null and b.released_day >= :since
group by b.product, b.cu, b.su, b.released_on, b.build_key
having count(s.tenant) > 0
order by b.released_on desc nulls last, b.product nulls last, b.cu nulls last, b.build_key nulls last
