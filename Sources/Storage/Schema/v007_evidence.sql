-- What hunting queries, feeds and checks found on an asset, whether it is an Exchange server or not: computed from the log
-- and the playbooks. What was kept of servers is computed anew, for it now tells of checks, evidence and work too.

create table evidence(
  tenant_id integer not null references tenant,
  asset_no integer not null,
  -- KIND TEXT, as the log has it.
  trace text not null,
  -- When it happened; -62135596800 where nobody says.
  occurred_at integer not null,
  name text not null,
  subject_no integer not null,
  -- PLAYBOOK vN INDICATOR, joined by `;`.
  indicators text not null,
  -- Joined by `;`; empty where it names none.
  threats text not null,
  state text not null check(state in ('found', 'confirmed', 'contained', 'dismissed', 'neutralised')),
  first_seen integer not null,
  last_seen integer not null,
  confirmed_at integer,
  contained_at integer,
  ended_at integer check((ended_at is not null) = (state in ('dismissed', 'neutralised'))),
  primary key(tenant_id, asset_no, trace, occurred_at)
) strict, without rowid;

-- Of all its files and playbooks: the version alone does not tell whether a file was changed by hand.
alter table knowledge add column fingerprint text not null default '';
