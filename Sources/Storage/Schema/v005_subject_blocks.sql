-- Subjects whose numbers follow each other lie in one row, so that a row of a file costs a few bytes, not a row of the
-- store. A program that migrates moves what was kept, and drops the old table.

-- Identities as rows carry them, with the first state that each was seen in (state 0). Per subject the length of the
-- identity as LEB128, the identity, the length of the facts, the facts. Both are lists of facts: per fact one byte
-- field, the length as LEB128, the UTF-8; sorted.
create table subject_block(
  tenant_id integer not null references tenant,
  first_no integer not null check(first_no > 0),
  entries integer not null check(entries > 0),
  body blob not null,
  primary key(tenant_id, first_no)
) strict, without rowid;

alter table subject_state rename to old_state;

-- Every further state.
create table subject_state(
  tenant_id integer not null references tenant,
  subject_no integer not null check(subject_no > 0),
  state_no integer not null check(state_no > 0),
  facts blob not null,
  primary key(tenant_id, subject_no, state_no)
) strict, without rowid;

insert into subject_state(tenant_id, subject_no, state_no, facts)
select tenant_id, subject_no, state_no, facts from old_state;
drop table old_state;
