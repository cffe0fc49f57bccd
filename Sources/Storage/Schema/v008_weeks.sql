-- Weeks that are over, as they were told when they were frozen. A row is never changed: what is told anew is another
-- revision beside it, and the highest counts. NULL is not known.

create table week(
  tenant_id integer not null references tenant,
  -- The day of its Monday.
  week_day integer not null,
  revision integer not null check(revision > 0),
  frozen_at integer not null,
  frozen_by text not null,
  -- The version of the knowledge that judged, and its fingerprint.
  knowledge text not null,
  terms text not null,
  -- What the tenant was called.
  slug text not null,
  name text not null,
  -- The day of the newest thing seen by then.
  data_day integer,
  -- What the tenant's log came to: tells whether more is known since.
  log_mark text not null,
  open_at_start integer, new integer, reopened integer, closed integer, open_followups integer,
  overdue integer, checks_owed integer, with_evidence integer, snoozed integer, accepted integer, to_collect integer,
  known_exploited integer, ransomware integer,
  due_3_days_and_forensics integer, due_3_days integer, due_14_days integer, due_60_days integer,
  due_next_upgrade integer,
  servers integer, assets_listed integer,
  exposed_at_start integer, newly_exposed integer, no_longer_exposed integer, exposed integer,
  not_exposed integer, exposure_unknown integer, exposure_stale integer,
  vulnerable integer, undetermined integer, exposed_and_vulnerable integer, exposure_days integer,
  current integer, behind integer, unsupported integer, patch_level_unknown integer,
  open_days_median integer, open_days_p90 integer,
  open_to_7_days integer, open_8_to_30_days integer, open_31_to_90_days integer, open_over_90_days integer,
  patched_12_weeks integer, days_to_patch_median integer, reopen_rate_permille integer,
  build_coverage_permille integer, exposure_coverage_permille integer, overdue_permille integer,
  late_imports integer,
  primary key(tenant_id, week_day, revision),
  check(open_followups is null or open_followups = open_at_start + new + reopened - closed),
  check(exposed is null or exposed = exposed_at_start + newly_exposed - no_longer_exposed)
) strict, without rowid;

-- The differences between the end of a week and the end of the one before, each with its one cause. What was open at
-- the end of a week is what all changes up to it leave.
create table week_change(
  tenant_id integer not null,
  week_day integer not null,
  revision integer not null,
  change_no integer not null check(change_no > 0),
  -- carried: it was so before the first week that is kept.
  flow text not null
    check(flow in ('carried', 'new', 'reopened', 'closed', 'carried_exposed', 'newly_exposed', 'no_longer_exposed')),
  cause text not null,
  -- When; NULL where it was only learnt.
  at integer,
  asset_no integer not null,
  asset text not null,
  -- Of a follow-up; empty and 0 for an exposure.
  threat text not null,
  episode integer not null,
  -- Days since it was first opened.
  open_days integer,
  primary key(tenant_id, week_day, revision, change_no),
  foreign key(tenant_id, week_day, revision) references week
) strict, without rowid;

-- How far an update had come by the end of a week among the servers that it is for.
create table week_adoption(
  tenant_id integer not null,
  week_day integer not null,
  revision integer not null,
  released_day integer not null,
  -- Of those that were there on the day, by then: with it or a later one, without, and whose build does not tell.
  installed integer not null,
  missing integer not null,
  unknown integer not null,
  primary key(tenant_id, week_day, revision, released_day),
  foreign key(tenant_id, week_day, revision) references week
) strict, without rowid;

-- The answers of the report's questions as of the end of the week: all that its page is made from beside the above.
create table week_answer(
  tenant_id integer not null,
  week_day integer not null,
  revision integer not null,
  name text not null,
  -- JSON: {"columns": […], "rows": [[…]]}.
  content text not null,
  primary key(tenant_id, week_day, revision, name),
  foreign key(tenant_id, week_day, revision) references week
) strict, without rowid;

-- For the portfolio: all tenants of one week.
create index week_of_all on week(week_day, tenant_id, revision);
