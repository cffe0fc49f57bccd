-- Rows that belong to a tenant other than the one they were taken for: what waited unattributed and was given to its
-- tenant later, and all of a tenant that became part of another one. The rows stay where they were taken, so that the
-- ledger and every import's counts stay true; whoever has them now has copies under numbers of its own. An import that
-- is undone takes both back; a handover that is taken back leaves its copies unread.

-- A tenant may belong to a group that is a tenant too.
alter table tenant add column parent_id integer references tenant;

-- The ledger of handovers: a row is never changed or deleted. One that takes another back names it.
create table handover(
  handover_id integer not null primary key check(handover_id > 0),
  kind text not null check(kind in ('attribute', 'merge', 'undo')),
  undoes integer references handover check((undoes is not null) = (kind = 'undo')),
  from_tenant integer not null references tenant,
  into_tenant integer not null references tenant check(into_tenant <> from_tenant),
  -- When it was done.
  at integer not null,
  -- From when on the rows are the other tenant's: a merge holds from its day, rows that are attributed always were.
  holds_from integer not null,
  actor text not null,
  -- By which wish or rule: "lines 5, 9 of import 7", "its networks and domains".
  reason text not null,
  row_count integer not null check(row_count >= 0)
) strict, without rowid;
create index handover_from on handover(from_tenant) where kind = 'merge';
create index handover_undone on handover(undoes) where kind = 'undo';

-- As coverage, of rows that were handed over.
create table handed_coverage(
  tenant_id integer not null references tenant,
  import_id integer not null references import,
  handover_id integer not null references handover,
  source text not null,
  -- Whether what a full import leaves out counts as missing: never where rows were attributed later.
  lists_all integer not null check(lists_all in (0, 1)),
  targets text not null,
  primary key(tenant_id, import_id, handover_id)
) strict, without rowid;
create index handed_by_import on handed_coverage(import_id, tenant_id);

-- As sighting, of rows that were handed over.
create table handed_sighting(
  tenant_id integer not null references tenant,
  import_id integer not null references import,
  handover_id integer not null references handover,
  part_no integer not null check(part_no >= 0),
  entries integer not null check(entries between 1 and 4096),
  at_taken integer not null check(at_taken between 0 and entries),
  own_seen_min integer check((own_seen_min is null) = (at_taken = entries)),
  own_seen_max integer check((own_seen_max is null) = (at_taken = entries)),
  body blob not null,
  primary key(tenant_id, import_id, handover_id, part_no)
) strict, without rowid;

-- The handover that brought an act from another tenant.
alter table act add column handover_id integer references handover;

-- What imports cover of a tenant, by themselves (handover 0) or by a handover in force.
create view held_coverage(tenant_id, import_id, handover_id, source, lists_all, targets, holds_from) as
select tenant_id, import_id, 0, source, 1, targets, -62135596800 from coverage
union all
select c.tenant_id, c.import_id, c.handover_id, c.source, c.lists_all, c.targets,
  (select h.holds_from from handover h where h.handover_id = c.handover_id)
from handed_coverage c
where not exists (select 1 from handover u where u.kind = 'undo' and u.undoes = c.handover_id);
