-- The roles and the schema `auth` that a Supabase project has and a plain PostgreSQL has not.
-- Each object is created only where it is absent. What exists belongs to somebody else and is left alone.

-- The API roles, as a hosted project has them. Roles belong to the whole cluster, so an installation in
-- another database may create the same one at the same moment: that is not an error.
do $$
declare
  wanted record;
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  for wanted in
    select *
    from (
      values
        (1, 'anon', 'create role anon nologin'),
        (2, 'authenticated', 'create role authenticated nologin'),
        (3, 'service_role', 'create role service_role nologin bypassrls'),
        -- PostgREST logs in as this one; without a password, password authentication refuses it.
        (4, 'authenticator', 'create role authenticator login noinherit')
    ) as role (position, name, definition)
    where not exists (select from pg_catalog.pg_roles r where r.rolname = role.name)
    order by role.position
  loop
    begin
      execute wanted.definition;
      if wanted.name = 'authenticator' then
        grant anon, authenticated, service_role to authenticator;
      end if;
    exception
      when duplicate_object or unique_violation then
        raise notice 'belay: role % was created by another session', wanted.name;
    end;
  end loop;
end
$$;

do $$
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  if not exists (select from pg_catalog.pg_namespace n where n.nspname = 'auth') then
    create schema auth;
    comment on schema auth is 'Stand-in of Belay for the schema auth of Supabase.';
  end if;
end
$$;

-- Policies call auth.uid() with the caller's rights, so the API roles need USAGE.
do $$
declare
  api_role text;
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  foreach api_role in array array['anon', 'authenticated', 'service_role']
  loop
    if not has_schema_privilege(api_role, 'auth', 'usage')
      and pg_has_role((select n.nspowner from pg_catalog.pg_namespace n where n.nspname = 'auth'), 'usage')
    then
      execute format('grant usage on schema auth to %I', api_role);
    end if;
    if not has_schema_privilege(api_role, 'public', 'usage') then
      execute format('grant usage on schema public to %I', api_role);
    end if;
  end loop;
end
$$;

-- The users whose keys are stored. Nothing but the id is used.
do $$
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  if to_regclass('auth.users') is null then
    create table auth.users (
      id uuid primary key default gen_random_uuid()
    );
    comment on table auth.users is 'Stand-in of Belay for the users of Supabase Auth: insert an id per user.';
    revoke all on table auth.users from public, anon, authenticated, service_role;
  end if;
end
$$;

-- The claims of the request, as PostgREST sets them. After a request the setting reads '', not null.
do $$
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  if to_regprocedure('auth.jwt()') is null and has_schema_privilege('auth', 'create') then
    create function auth.jwt() returns jsonb language sql stable set search_path = pg_catalog, pg_temp
      as $function$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb $function$;
    comment on function auth.jwt() is 'Stand-in of Belay: all claims of the request.';
  end if;

  if to_regprocedure('auth.uid()') is null then
    create function auth.uid() returns uuid language sql stable set search_path = pg_catalog, pg_temp
      as $function$
        select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid
      $function$;
    comment on function auth.uid() is 'Stand-in of Belay: the user of the request.';
  end if;

  if to_regprocedure('auth.role()') is null and has_schema_privilege('auth', 'create') then
    create function auth.role() returns text language sql stable set search_path = pg_catalog, pg_temp
      as $function$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role' $function$;
    comment on function auth.role() is 'Stand-in of Belay: the role of the request.';
  end if;

  if to_regprocedure('auth.email()') is null and has_schema_privilege('auth', 'create') then
    create function auth.email() returns text language sql stable set search_path = pg_catalog, pg_temp
      as $function$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email' $function$;
    comment on function auth.email() is 'Stand-in of Belay: the e-mail address of the request.';
  end if;
end
$$;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261122090100' $$;
