-- How many servers of a tenant are in a situation, in place of an index over all servers: what is asked is how many there
-- are, and of whom.

drop index server_by_situation;

create table tenant_situation(
  tenant_id integer not null references tenant,
  situation_id integer not null references situation,
  servers integer not null check(servers > 0),
  primary key(tenant_id, situation_id)
) strict, without rowid;

insert into tenant_situation(tenant_id, situation_id, servers)
select tenant_id, situation_id, count(*) from server group by tenant_id, situation_id;
