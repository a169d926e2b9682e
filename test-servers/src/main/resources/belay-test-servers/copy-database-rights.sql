-- A copy of a database has the contents of its template, but neither its owner nor its rights.
do $$
declare
  template pg_catalog.pg_database;
  granted record;
begin
  select * into template from pg_catalog.pg_database where datname = '%1$s';
  execute format('alter database %%I owner to %%s', '%2$s', template.datdba::regrole);
  for granted in select * from aclexplode(template.datacl) where grantee <> 0
  loop
    execute format(
      'grant %%s on database %%I to %%s',
      granted.privilege_type, '%2$s', granted.grantee::regrole);
  end loop;
end
$$;
