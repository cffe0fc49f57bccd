-- What is computed is kept once per situation, not once per server: thousands of servers of one build, exposure and
-- course of follow-ups share one row. What was kept before is dropped and computed anew, for which the knowledge is
-- put in force again at the next write; ids of follow-ups are given anew.

drop table followup_step;
drop table followup;
drop table cve_set;
drop table followup_number;
drop table server_interval;
drop table server;
delete from knowledge;

-- The state of a server at its newest evidence and what will follow from it: lines of words as Roll writes and reads
-- them. Moments of the server itself stand as @0, @1 …, so that servers seen at different times share a row.
create table situation(
  situation_id integer not null primary key check(situation_id > 0),
  content text not null unique,
  -- THREAT EPISODE open|closed CAUSE of every follow-up in it, joined by `;`.
  items text not null,
  -- How many of them are open at the newest evidence; what is only to be collected is left out.
  open_items integer not null check(open_items >= 0)
) strict, without rowid;

-- An asset with Exchange evidence.
create table server(
  tenant_id integer not null references tenant,
  asset_no integer not null,
  name text not null,
  -- server, edge; or what it is that is no server.
  kind text not null,
  first_seen integer not null,
  last_seen integer not null,
  -- The newest evidence about it: the row answers for what is not before it.
  answers_from integer not null,
  -- The addresses that publish it, joined by a blank.
  published text not null,
  situation_id integer not null references situation,
  -- The instants behind @0, @1 …: the first one and the differences, as zigzag LEB128.
  moments blob not null,
  primary key(tenant_id, asset_no)
) strict, without rowid;
create index server_by_situation on server(situation_id, tenant_id, asset_no);

-- ADDRESS:PORT that answered from the internet when it was last looked at, and belongs to no known machine.
create table unlinked_endpoint(
  tenant_id integer not null references tenant,
  endpoint text not null,
  open_at integer not null,
  primary key(tenant_id, endpoint)
) strict, without rowid;

-- The numbers behind the ids of follow-ups, given once and kept whatever is recomputed: 64 assets in a row have a block
-- of 16,384, each of them 256 of it, for each page of 64 threats and 4 episodes.
create table followup_block(
  tenant_id integer not null references tenant,
  -- The first of the 64.
  asset_no integer not null check(asset_no % 64 = 0),
  page integer not null check(page >= 0),
  block integer not null check(block > 0),
  primary key(tenant_id, asset_no, page)
) strict, without rowid;
create unique index followup_by_block on followup_block(block);

-- The place of a threat within the blocks.
create table threat_slot(
  threat text not null primary key,
  slot integer not null unique check(slot >= 0)
) strict, without rowid;
