-- The knowledge in force, row by row: what reports and ad hoc SQL join with. Written whole by the program from its data
-- files whenever their version differs; the program itself judges by the files.

create table known_build(
  -- 16 bits each of the four numbers, sortable.
  build_key integer not null primary key,
  build text not null,
  product text not null,
  cu text not null,
  -- '' for the cumulative update itself.
  su text not null,
  kind text not null check(kind in ('cu', 'su', 'hu', 'ru', 'preview')),
  released_day integer not null,
  kb text not null
) strict, without rowid;

create table known_cve(
  cve text not null primary key,
  title text not null,
  impact text not null,
  technical_impact text not null check(technical_impact in ('partial', 'total')),
  auth text not null check(auth in ('pre', 'post', 'unknown')),
  public_day integer,
  kev_day integer,
  is_ransomware integer not null check(is_ransomware in (0, 1))
) strict, without rowid;

-- From where on each cumulative update of a product has the fix of a CVE.
create table known_fix(
  cve text not null references known_cve,
  product text not null,
  cu text not null,
  status text not null check(status in ('su', 'ships_fixed', 'no_fix_in_cu')),
  -- The first fixed build; null where every build of the cumulative update is open.
  fixed_build_key integer references known_build,
  primary key(cve, product, cu)
) strict, without rowid;

create table known_threat(
  threat text not null primary key,
  exploited_since_day integer,
  known_exploited_day integer,
  needs_443 integer not null check(needs_443 in (0, 1)),
  is_pre_auth_chain integer not null check(is_pre_auth_chain in (0, 1))
) strict, without rowid;

create table known_threat_cve(
  threat text not null references known_threat,
  cve text not null references known_cve,
  primary key(threat, cve)
) strict, without rowid;
