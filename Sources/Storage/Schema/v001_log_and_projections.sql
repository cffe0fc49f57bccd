-- The log (what was said, by which file or person) and the projections computed from it.
--
-- Instants are seconds since 1970-01-01T00:00:00Z; columns that end in _day count days since then. An interval holds
-- from valid_from up to, not including, valid_to; 253402300799 is "still". Booleans are 0 or 1. Ids are assigned by the
-- program. tenant_id leads every key of a tenant's data; tenant 0 is nobody, under which waits what no rule could place.

-- The store itself -----------------------------------------------------------------------------------------------

-- created_at, and followup_key: the secret behind the ids of follow-ups.
create table meta(
  name text not null primary key,
  value blob not null
) strict, without rowid;

-- Which knowledge was loaded, when; the newest row is in force.
create table knowledge(
  knowledge_id integer not null primary key check(knowledge_id > 0),
  version text not null,
  published_day integer not null,
  loaded_at integer not null,
  loaded_by text not null
) strict, without rowid;

-- The log: tenants and what belongs to them ----------------------------------------------------------------------

create table tenant(
  tenant_id integer not null primary key check(tenant_id >= 0),
  slug text not null unique check(length(slug) between 1 and 63),
  name text not null,
  zone text not null,
  language text not null,
  mode text not null check(mode in ('notify', 'collaborate', 'authorize')),
  impact text not null check(impact in ('low', 'medium', 'high', 'very_high')),
  start_day integer not null,
  archived_day integer,
  stale_days integer check(stale_days > 0),
  created_at integer not null
) strict, without rowid;

-- Slugs that a tenant had before.
create table tenant_slug(
  tenant_id integer not null references tenant,
  slug text not null,
  until_at integer not null,
  primary key(tenant_id, slug)
) strict, without rowid;

create table tenant_network(
  tenant_id integer not null references tenant,
  network text not null,
  valid_from integer not null,
  valid_to integer not null check(valid_to > valid_from),
  primary key(tenant_id, network, valid_from)
) strict, without rowid;

create table tenant_domain(
  tenant_id integer not null references tenant,
  domain text not null,
  valid_from integer not null,
  valid_to integer not null check(valid_to > valid_from),
  primary key(tenant_id, domain, valid_from)
) strict, without rowid;

create table tenant_contact(
  tenant_id integer not null references tenant,
  role text not null,
  email text not null,
  name text not null,
  primary key(tenant_id, role, email)
) strict, without rowid;

-- The log: imports -----------------------------------------------------------------------------------------------

-- The ledger: a committed row is never changed or deleted. An undo is a row that names the one it takes back.
create table import(
  import_id integer not null primary key check(import_id > 0),
  kind text not null check(kind in ('import', 'undo')),
  undoes integer references import check((undoes is not null) = (kind = 'undo')),
  -- inventory, scan, evidence; empty for an undo, as are the columns down to "delimiter".
  file_kind text not null check(file_kind in ('inventory', 'scan', 'evidence', '')),
  file_name text not null,
  sha256 blob not null,
  bytes integer not null check(bytes >= 0),
  format text not null,
  source text not null,
  vantage text not null check(vantage in ('internet', 'internal', 'reported', '')),
  is_full integer not null check(is_full in (0, 1)),
  is_allow_listed integer not null check(is_allow_listed in (0, 1)),
  -- Everything that was declared with the file, canonical: the same bytes with the same options are no news.
  options text not null,
  encoding text not null,
  delimiter text not null,
  taken_at integer not null,
  recorded_at integer not null,
  recorded_by text not null,
  lines integer not null,
  header_lines integer not null,
  records integer not null,
  -- records = accepted + unattributed + rejected; accepted = new + changed + unchanged.
  accepted integer not null,
  rejected integer not null,
  blank integer not null,
  unattributed integer not null,
  new_subjects integer not null,
  changed integer not null,
  unchanged integer not null,
  -- Known only where the file claims to list everything.
  not_seen integer check(not_seen is null or is_full = 1),
  followups_new integer not null,
  followups_closed integer not null,
  followups_reopened integer not null
) strict, without rowid;
create index import_by_content on import(sha256) where kind = 'import';
create index import_undone on import(undoes) where kind = 'undo';

-- How the file's columns were read.
create table import_column(
  import_id integer not null references import,
  position integer not null check(position > 0),
  header text not null,
  -- The meaning's name; empty where the column was kept and not used.
  meaning text not null,
  -- The number of the field that its values became; 0 where none.
  field integer not null,
  proof text not null,
  primary key(import_id, position)
) strict, without rowid;

-- What an import claims to have looked at, per tenant.
create table coverage(
  tenant_id integer not null references tenant,
  import_id integer not null references import,
  source text not null,
  -- Address ranges that were looked at beside what is listed, one a line; empty: what is listed.
  targets text not null,
  -- Rows, and distinct subjects, listed for the tenant.
  listed_rows integer not null,
  listed_subjects integer not null,
  primary key(tenant_id, import_id)
) strict, without rowid;
create index coverage_by_import on coverage(import_id, tenant_id);

-- Rows that could not be taken. No tenant: it may not be known.
create table reject(
  import_id integer not null references import,
  line integer not null check(line > 0),
  record integer not null,
  byte_offset integer not null,
  -- The offending header; empty where the row as a whole is at fault.
  column_name text not null,
  reason text not null,
  detail text not null,
  raw blob not null,
  primary key(import_id, line, record)
) strict, without rowid;

-- The log: who was seen, in which state, where and when ----------------------------------------------------------

-- An identity as rows carry it, with the first state it was seen in (state 0): a first import is one insert a row.
-- Blobs are lists of facts: per fact one byte field, the length as LEB128, the UTF-8; sorted.
create table subject(
  tenant_id integer not null references tenant,
  subject_no integer not null check(subject_no > 0),
  identity blob not null,
  facts blob not null,
  primary key(tenant_id, subject_no)
) strict, without rowid;

-- Every further state.
create table subject_state(
  tenant_id integer not null,
  subject_no integer not null,
  state_no integer not null check(state_no > 0),
  facts blob not null,
  primary key(tenant_id, subject_no, state_no),
  foreign key(tenant_id, subject_no) references subject
) strict, without rowid;

-- "Import saw subject on line, at a time, in a state", up to 4,096 times in one body. LEB128 numbers, zz = zigzag:
-- line - previous line, zz(subject_no - previous), state_no, and 0 (seen at the import's taken_at) or 1 + zz(seen at -
-- previous such time). All begin from 0 in each part, so that a part needs no other.
create table sighting(
  tenant_id integer not null references tenant,
  import_id integer not null references import,
  part_no integer not null check(part_no >= 0),
  entries integer not null check(entries between 1 and 4096),
  -- How many of them have no time of their own, and the span of those that do.
  at_taken integer not null check(at_taken between 0 and entries),
  own_seen_min integer check((own_seen_min is null) = (at_taken = entries)),
  own_seen_max integer check((own_seen_max is null) = (at_taken = entries)),
  body blob not null,
  primary key(tenant_id, import_id, part_no)
) strict, without rowid;

-- The log: what people did ---------------------------------------------------------------------------------------

create table act(
  tenant_id integer not null references tenant,
  act_no integer not null check(act_no > 0),
  -- When it holds from, and when it was written down.
  at integer not null,
  recorded_at integer not null,
  actor text not null,
  what text not null,
  -- 0: the tenant as a whole.
  subject_no integer not null,
  body text not null,
  primary key(tenant_id, act_no)
) strict, without rowid;

-- The number behind a follow-up's id, given once and kept whatever is recomputed.
create table followup_number(
  tenant_id integer not null references tenant,
  asset_no integer not null,
  threat text not null,
  episode integer not null check(episode > 0),
  number integer not null check(number > 0),
  primary key(tenant_id, asset_no, threat, episode)
) strict, without rowid;
create index followup_by_number on followup_number(number);

-- Projections: computed from the log and the knowledge, replaced whenever either changes ---------------------------

create table server(
  tenant_id integer not null references tenant,
  asset_no integer not null,
  name text not null,
  kind text not null,
  first_seen integer not null,
  last_seen integer not null,
  primary key(tenant_id, asset_no)
) strict, without rowid;

-- The asset of a subject, where that is not the one of its own number.
create table asset_member(
  tenant_id integer not null references tenant,
  subject_no integer not null,
  asset_no integer not null,
  primary key(tenant_id, subject_no)
) strict, without rowid;

create table server_interval(
  tenant_id integer not null references tenant,
  asset_no integer not null,
  fact text not null,
  valid_from integer not null,
  valid_to integer not null,
  value text not null,
  -- The newest import that says it and the line in its file; 0 where nobody does.
  import_id integer not null,
  line integer not null,
  seen_at integer not null,
  primary key(tenant_id, asset_no, fact, valid_from)
) strict, without rowid;

create table followup(
  tenant_id integer not null references tenant,
  asset_no integer not null,
  threat text not null,
  episode integer not null,
  opened_at integer not null,
  primary key(tenant_id, asset_no, threat, episode)
) strict, without rowid;

create table followup_step(
  tenant_id integer not null references tenant,
  asset_no integer not null,
  threat text not null,
  episode integer not null,
  valid_from integer not null,
  valid_to integer not null,
  is_open integer not null check(is_open in (0, 1)),
  cause text not null,
  decision text not null,
  due_day integer,
  cve_set_id integer not null references cve_set,
  detail text not null,
  primary key(tenant_id, asset_no, threat, episode, valid_from)
) strict, without rowid;

-- Lists of CVEs, each stored once however many steps share it.
create table cve_set(
  cve_set_id integer not null primary key check(cve_set_id > 0),
  cves text not null unique
) strict, without rowid;
