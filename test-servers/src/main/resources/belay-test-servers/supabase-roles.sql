-- The roles of a hosted Supabase project.
--
-- Roles belong to the whole server, so this runs once and must be repeatable. `supabase_postgres`
-- stands for the hosted role `postgres`: here that name belongs to the embedded superuser.

-- Two sessions that change one role at a time would fail with "tuple concurrently updated".
select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext('belay: roles of a hosted project'));

do $$
declare
  wanted record;
begin
  for wanted in
    select *
    from (values
      -- platform
      ('supabase_admin', 'superuser login createdb createrole replication bypassrls'),
      ('supabase_auth_admin', 'login noinherit createrole'),
      ('supabase_realtime_admin', 'nologin noinherit'),
      -- the three that a request runs as
      ('anon', 'nologin inherit'),
      ('authenticated', 'nologin inherit'),
      ('service_role', 'nologin inherit bypassrls'),
      -- PostgREST's login, and the project owner's
      ('authenticator', 'login noinherit'),
      ('supabase_postgres', 'nosuperuser login createdb createrole replication bypassrls')
    ) as role (name, attributes)
  loop
    if not exists (select from pg_catalog.pg_roles where rolname = wanted.name) then
      execute format('create role %I %s password %L', wanted.name, wanted.attributes, 'belay-test');
    end if;
  end loop;
end
$$;

grant anon, authenticated, service_role to authenticator;

do $$
begin
  -- From PostgreSQL 16 on CREATEROLE alone no longer lets a role hand these three to others.
  if current_setting('server_version_num')::int >= 160000 then
    grant anon, authenticated, service_role to supabase_postgres with admin option;
  else
    grant anon, authenticated, service_role to supabase_postgres;
  end if;
end
$$;

alter role anon set statement_timeout = '3s';
alter role authenticated set statement_timeout = '8s';
alter role authenticator set statement_timeout = '8s';
alter role authenticator set lock_timeout = '8s';
alter role supabase_postgres set search_path = "$user", public, extensions;
