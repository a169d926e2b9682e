-- The whole schema of Belay: the migrations, one after another. Generated from them: do not edit.
-- Apply it with SchemaInstaller, or with: psql -1 -v ON_ERROR_STOP=1 -f schema.sql

-- ==== 20261122090000_belay_schema.sql

-- The private schema `belay` and the history of its migrations.
-- Before anything is created, this file checks that the whole installation can succeed: an unmet need is
-- reported once, in full, and leaves the database as it was.

-- Every block begins by pinning the search path until the end of its transaction: in the path of the session, a
-- function or an operator of somebody else could stand in for one of PostgreSQL's, with the installer's rights.
-- What stands outside of a block names the schema of every function.

-- Rights of the installing role. Only catalogs are read here: to_regclass() and friends raise an error of
-- their own in a schema that the role may not use, and would hide the rest of the list.
do $$
declare
  missing text;
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  with installer as (
    select
      r.oid,
      r.rolsuper or r.rolcreaterole as creates_roles,
      -- Until PostgreSQL 15 only a superuser hands out BYPASSRLS.
      r.rolsuper
        or (r.rolcreaterole and r.rolbypassrls and current_setting('server_version_num')::integer >= 160000)
        as creates_bypassrls_roles
    from pg_catalog.pg_roles r
    where r.rolname = current_user
  ),
  auth_schema as (
    select
      n.oid,
      n.nspowner,
      has_schema_privilege(n.oid, 'create') as writable,
      (select c.oid from pg_catalog.pg_class c where c.relnamespace = n.oid and c.relname = 'users') as users,
      exists (
        select from pg_catalog.pg_proc p where p.pronamespace = n.oid and p.proname = 'uid' and p.pronargs = 0
      ) as has_uid
    from pg_catalog.pg_namespace n
    where n.nspname = 'auth'
  ),
  -- Who owns an object may change it later. So ownership counts here, not the right to use it, which a superuser has
  -- of everything: what somebody else put in the place of an object of Belay would run with the installer's rights.
  private_schema as (
    select n.oid, n.nspname, n.nspowner
    from pg_catalog.pg_namespace n
    where n.nspname = 'belay'
      or (n.nspname = 'vault' and obj_description(n.oid, 'pg_namespace') like 'Belay portable vault%')
  ),
  supabase_vault as (
    select n.oid
    from pg_catalog.pg_extension e
    join pg_catalog.pg_namespace n on n.nspname = 'vault'
    where e.extname = 'supabase_vault'
  ),
  needed (what, held) as (
    select
      format('CREATE on database %I', current_database()),
      has_database_privilege(current_database(), 'create')
        or (select count(*) = 3 from pg_catalog.pg_namespace n where n.nspname in ('auth', 'belay', 'vault'))
    union all
    select
      'USAGE and CREATE on schema public',
      coalesce(
        (
          select has_schema_privilege(n.oid, 'usage') and has_schema_privilege(n.oid, 'create')
          from pg_catalog.pg_namespace n
          where n.nspname = 'public'
        ),
        false
      )
    union all
    select
      format('ownership of schema %I (install as its owner, role %s)', n.nspname, n.nspowner::regrole),
      n.nspowner = i.oid
    from private_schema n
    cross join installer i
    union all
    select
      format('ownership of %I.%I (it belongs to role %s)', n.nspname, content.name, content.owner::regrole),
      content.owner = i.oid
    from private_schema n
    cross join lateral (
      select c.relname, c.relowner from pg_catalog.pg_class c where c.relnamespace = n.oid
      union all
      select p.proname, p.proowner from pg_catalog.pg_proc p where p.pronamespace = n.oid
    ) as content (name, owner)
    cross join installer i
    union all
    select
      format('the right to create role %I', wanted.name),
      case wanted.name
        when 'service_role' then i.creates_bypassrls_roles
        when 'authenticator' then
          i.creates_roles
          and (
            current_setting('server_version_num')::integer < 160000
            or not exists (
              select
              from pg_catalog.pg_roles r
              where r.rolname in ('anon', 'authenticated', 'service_role')
                and not pg_has_role(r.oid, 'member with admin option')
            )
          )
        else i.creates_roles
      end
    from unnest(array['anon', 'authenticated', 'service_role', 'authenticator']) as wanted (name)
    cross join installer i
    where not exists (select from pg_catalog.pg_roles r where r.rolname = wanted.name)
    union all
    select 'USAGE on schema auth', has_schema_privilege(a.oid, 'usage') from auth_schema a
    union all
    select 'USAGE on schema auth for authenticated', has_schema_privilege(r.oid, a.oid, 'usage')
    from auth_schema a
    join pg_catalog.pg_roles r on r.rolname = 'authenticated'
    where not pg_has_role(a.nspowner, 'usage')
    union all
    select 'table auth.users, or CREATE on schema auth', a.users is not null or a.writable from auth_schema a
    union all
    select 'function auth.uid(), or CREATE on schema auth', a.has_uid or a.writable from auth_schema a
    union all
    select 'REFERENCES on table auth.users', has_table_privilege(a.users, 'references')
    from auth_schema a
    where a.users is not null
    union all
    select 'USAGE on schema vault', has_schema_privilege(v.oid, 'usage') from supabase_vault v
    union all
    select
      format('SELECT%s on vault.%I', case c.relname when 'secrets' then ' and DELETE' else '' end, c.relname),
      has_table_privilege(c.oid, 'select')
        and (c.relname <> 'secrets' or has_table_privilege(c.oid, 'delete'))
    from supabase_vault v
    join pg_catalog.pg_class c on c.relnamespace = v.oid and c.relname in ('secrets', 'decrypted_secrets')
    union all
    select format('EXECUTE on function vault.%I', p.proname), has_function_privilege(p.oid, 'execute')
    from supabase_vault v
    join pg_catalog.pg_proc p on p.pronamespace = v.oid and p.proname in ('create_secret', 'update_secret')
    union all
    -- An original project's tables are adopted in place, which takes their owner's rights.
    select
      format('ownership of table public.%I (it belongs to role %s)', c.relname, c.relowner::regrole),
      c.relowner = i.oid
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    cross join installer i
    where n.nspname = 'public'
      and c.relname in ('api_keys', 'api_gateway_configs', 'user_settings')
    union all
    -- ... and its functions are replaced. An overload that stayed would be called in place of the right one.
    -- One entry for each owner: with an entry for each function the message would be too long to be passed on.
    select
      format(
        'ownership of function %s (of role %s)',
        string_agg(distinct format('public.%I', p.proname), ', '), p.proowner::regrole
      ),
      p.proowner = i.oid
    from pg_catalog.pg_proc p
    join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    cross join installer i
    where n.nspname = 'public'
      and p.proname in (
        'insert_user_api_key', 'get_user_api_key', 'touch_user_api_key', 'delete_user_api_key',
        'delete_all_user_api_keys', 'list_user_api_keys', 'register_api_key_service', 'upsert_user_gateway_config',
        'get_user_gateway_base_url', 'delete_user_gateway_config', 'insert_user_gateway_key',
        'get_user_allow_gateway_fallback', 'set_user_allow_gateway_fallback', 'resolve_user_credentials',
        'list_api_key_envelopes', 'replace_api_key_envelope', 'record_api_key_reads', 'list_api_key_audit',
        'trim_api_key_audit', 'check_byok_vault_health', 'purge_api_keys', 'belay_schema_version',
        'record_api_key_health', 'list_api_key_health',
        'get_cache_tag_versions', 'bump_cache_tags', 'trim_cache_tag_versions',
        'begin_idempotency_lease', 'commit_idempotency_lease', 'release_idempotency_lease', 'renew_idempotency_lease',
        'trim_idempotency_keys',
        'claim_webhook_deliveries', 'complete_webhook_deliveries', 'extend_webhook_leases',
        'release_webhook_deliveries', 'upsert_webhook_endpoint', 'list_webhook_endpoints', 'pause_webhook_endpoint',
        'resume_webhook_endpoint', 'record_webhook_fingerprint', 'get_webhook_secret_fingerprint',
        'list_webhook_watches', 'list_webhook_backlog', 'replay_webhook_events', 'trim_webhook_outbox',
        'list_webhook_attempts', 'list_webhook_dead_letters'
      )
    group by p.proowner, i.oid
  )
  select string_agg(distinct needed.what, '; ')
  into missing
  from needed
  where not needed.held;

  if missing is not null then
    raise exception 'belay: role % cannot install the schema, it lacks: %. '
      'A superuser must run belay-sql/bootstrap/superuser.sql once in this database.',
      current_user, missing
      using errcode = '42501';
  end if;
end
$$;

-- What already stands in the places that Belay needs. A foreign object is never altered.
do $$
declare
  obstacle text;
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  -- A schema `vault` without the extension is either Belay's own or a stub that keeps keys in plain text.
  if not exists (select from pg_catalog.pg_extension e where e.extname = 'supabase_vault')
    and exists (
      select
      from pg_catalog.pg_namespace n
      where n.nspname = 'vault'
        and coalesce(obj_description(n.oid, 'pg_namespace'), '') not like 'Belay portable vault%'
    )
  then
    raise exception 'belay: schema vault exists, but it is neither the extension supabase_vault nor the '
      'portable vault of Belay. Install the extension, or move that schema out of the way.'
      using errcode = '55000';
  end if;

  -- What runs whenever an adopted table is written, with the rights of whoever writes, must not be somebody else's:
  -- triggers, defaults, checks and indexes may call functions of the installer or of a superuser only.
  select string_agg(distinct format('public.%I depends on %s', c.relname, code.name), '; ')
  into obstacle
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  cross join lateral (
    select format('rule %I', r.rulename)
    from pg_catalog.pg_rewrite r
    where r.ev_class = c.oid
      and c.relkind in ('r', 'p')
    union all
    select format('function %s of role %s', p.oid::regprocedure, owner.rolname)
    from (
      select 'pg_catalog.pg_trigger'::regclass, t.oid from pg_catalog.pg_trigger t where t.tgrelid = c.oid
      union all
      select 'pg_catalog.pg_attrdef'::regclass, a.oid from pg_catalog.pg_attrdef a where a.adrelid = c.oid
      union all
      select 'pg_catalog.pg_constraint'::regclass, k.oid from pg_catalog.pg_constraint k where k.conrelid = c.oid
      union all
      select 'pg_catalog.pg_class'::regclass, i.indexrelid from pg_catalog.pg_index i where i.indrelid = c.oid
    ) as part (catalog, id)
    join pg_catalog.pg_depend d
      on d.classid = part.catalog and d.objid = part.id and d.refclassid = 'pg_catalog.pg_proc'::regclass
    join pg_catalog.pg_proc p on p.oid = d.refobjid
    join pg_catalog.pg_roles owner on owner.oid = p.proowner
    where owner.rolname <> current_user
      and not owner.rolsuper
  ) as code (name)
  where n.nspname = 'public'
    and c.relname in ('api_keys', 'api_gateway_configs', 'user_settings');

  if obstacle is not null then
    raise exception 'belay: code of somebody else stands in the way: %. Remove it, or have its role hand it over.',
      obstacle
      using errcode = '55000';
  end if;

  -- A table of the same name is adopted only if it has the columns and keys of the runbook's table.
  select string_agg(wanted.description, '; ')
  into obstacle
  from (
    values
      ('auth', 'users', array['id'], array['uuid'], 'auth.users needs a uuid primary key "id"'),
      (
        'public', 'api_keys',
        array['user_id', 'service', 'vault_secret_name'], array['uuid', 'text', 'text'],
        'public.api_keys needs user_id uuid, service text, vault_secret_name text, unique (user_id, service)'
      ),
      (
        'public', 'api_gateway_configs',
        array['user_id', 'base_url'], array['uuid', 'text'],
        'public.api_gateway_configs needs user_id uuid, base_url text, unique (user_id)'
      ),
      (
        'public', 'user_settings',
        array['user_id'], array['uuid'],
        'public.user_settings needs user_id uuid, unique (user_id)'
      )
  ) as wanted (schema_name, table_name, columns, types, description)
  join pg_catalog.pg_namespace n on n.nspname = wanted.schema_name
  join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = wanted.table_name
  where c.relkind not in ('r', 'p')
    or exists (
      select
      from unnest(wanted.columns, wanted.types) as wanted_column (name, type)
      where not exists (
        select
        from pg_catalog.pg_attribute a
        where a.attrelid = c.oid
          and a.attname = wanted_column.name
          and not a.attisdropped
          and format_type(a.atttypid, null) = wanted_column.type
      )
    )
    or not exists (
      select
      from pg_catalog.pg_index i
      where i.indrelid = c.oid
        and i.indisunique
        and i.indpred is null
        and (
          select array_agg(a.attname::text order by a.attname)
          from unnest(i.indkey::smallint[]) with ordinality as key_column (number, position)
          join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = key_column.number
          where key_column.position <= i.indnkeyatts
        ) = case wanted.table_name
          when 'users' then array['id']
          when 'api_keys' then array['service', 'user_id']
          else array['user_id']
        end
    );

  if obstacle is not null then
    raise exception 'belay: a table stands in the way that cannot be adopted: %', obstacle
      using errcode = '55000';
  end if;
end
$$;

-- Whoever may create in `public` may put a function beside one of Belay's. Nothing of ours resolves a name in that schema,
-- so the installation is sound; but PostgREST refuses a call that two functions answer to. PostgreSQL before version 15
-- gave that right to everybody, and a database that comes from there still has it.
do $$
declare
  creators text;
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  select string_agg(grantee.name, ', ' order by grantee.name)
  into creators
  from (
    select 'public' as name
    union all
    select r.rolname from pg_catalog.pg_roles r where r.rolname in ('anon', 'authenticated')
  ) as grantee
  where has_schema_privilege(grantee.name, 'public', 'create')
    and (grantee.name = 'public' or not has_schema_privilege('public', 'public', 'create'));

  if creators is not null then
    raise warning 'belay: % may create objects in schema public. Run: revoke create on schema public from %',
      creators, creators;
  end if;
end
$$;

-- Everything of Belay that is not called from outside. The API roles get no USAGE here.
-- (`create schema if not exists` asks for CREATE on the database even where the schema exists.)
do $$
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  if not exists (select from pg_catalog.pg_namespace n where n.nspname = 'belay') then
    create schema belay;
  end if;
end
$$;

comment on schema belay is 'Private objects of Belay: no role but the owner has rights here.';

-- One row per migration file that the installer of a stream has applied.
create table if not exists belay.schema_history (
  stream text not null,
  version text not null,
  name text not null,
  checksum text not null,
  applied_at timestamptz not null default pg_catalog.now(),
  applied_by text not null default current_user,
  primary key (stream, version)
);

comment on table belay.schema_history is
  'Migrations applied by SchemaInstaller. Empty where another tool (Flyway, Supabase CLI, psql) applies the files.';

revoke all on schema belay from public;
revoke all on all tables in schema belay from public;

-- The newest migration that ran, whichever tool ran it.
create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261122090000' $$;

revoke all on function belay.schema_version() from public;

-- ==== 20261122090100_compatibility.sql

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

-- ==== 20261122090200_checks.sql

-- The services a key can be stored for, and the checks that every RPC makes on its arguments.
-- A refusal names what is wrong and never repeats the value: a key may have been passed in the wrong place.

-- The services a key can be stored for. An OpenAI-compatible provider is added with register_api_key_service.
create table if not exists belay.api_key_services (
  service text primary key check (service operator(pg_catalog.~) '^[a-z0-9][a-z0-9_-]{0,49}$'),
  registered_at timestamptz not null default pg_catalog.now()
);

comment on table belay.api_key_services is
  'Services that a key can be stored for, in normal form (trimmed, lower case).';

insert into belay.api_key_services (service)
values ('openai'), ('anthropic'), ('xai'), ('openrouter'), ('gateway')
on conflict (service) do nothing;

-- Second line of defence of every RPC: a request that carries claims must carry those of the service role.
-- The boundary is the EXECUTE grant. Any session may set this setting, so a claim can refuse, never admit.
create or replace function belay.require_service_role()
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  -- Null on a connection that never served an HTTP request, '' on a pooled one that did.
  claims constant text := nullif(current_setting('request.jwt.claims', true), '');
  claimed_role text;
begin
  if claims is null then
    return;
  end if;

  begin
    claimed_role := claims::jsonb ->> 'role';
  exception
    when data_exception then
      claimed_role := null;
  end;

  if claimed_role is distinct from 'service_role' then
    raise exception 'belay: Must be called as service role' using errcode = '42501';
  end if;
end
$$;

-- Refuses the null and the nil UUID, which stand for "no user" in too many programs.
create or replace function belay.check_user_id(p_user_id uuid)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_user_id is null or p_user_id = '00000000-0000-0000-0000-000000000000' then
    raise exception 'belay: user id must be a UUID other than the nil UUID' using errcode = '22023';
  end if;
end
$$;

-- The normal form of a service name, which must be a registered one.
create or replace function belay.checked_service(p_service text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  -- A longer text is no service, and not worth a look.
  normalised constant text := case when octet_length(p_service) <= 200 then lower(btrim(p_service, E' \t\r\n')) end;
begin
  if not exists (select from belay.api_key_services s where s.service = normalised) then
    raise exception 'belay: unknown service, register it with register_api_key_service first' using errcode = '22023';
  end if;
  return normalised;
end
$$;

-- Is this the text of a client-side envelope? Ranges are those of ASCII whatever the database's collation.
-- No pattern here has a backslash: with standard_conforming_strings off, it would be lost from the string. And
-- each looks at the length first: a pattern's time is the caller's to spend otherwise.
create or replace function belay.is_envelope(p_text text)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when octet_length(p_text) > 8192 then false
    else p_text collate "C" ~ '^belay[.]v1[.][a-z0-9-]{1,32}[.][A-Za-z0-9_-]+$'
  end
$$;

-- Refuses what cannot be a key: it must be visible ASCII, so that it fits into an HTTP header.
-- An envelope is longer than the key in it, hence its own limit.
create or replace function belay.check_api_key(p_api_key text)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if coalesce(p_api_key, '') = '' then
    raise exception 'belay: API key must not be empty' using errcode = '22023';
  end if;
  if octet_length(p_api_key) > 4096 and not belay.is_envelope(p_api_key) then
    raise exception 'belay: API key must not be longer than 4096 bytes' using errcode = '22023';
  end if;
  if p_api_key collate "C" !~ '^[!-~]+$' then
    raise exception 'belay: API key must consist of visible ASCII characters' using errcode = '22023';
  end if;
end
$$;

-- The form of a gateway's base URL: https, a host, no user, port 443 or none, no query, no fragment.
-- Whether the host is allowed is the service's decision: see the gateway URL guard of byok-core.
create or replace function belay.is_gateway_base_url(p_base_url text)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when octet_length(p_base_url) > 2048 then false
    else
      p_base_url collate "C" ~ '^[!-~]+$'
      -- 92 is the backslash, which some clients take for a slash.
      and strpos(p_base_url, chr(92)) = 0
      and p_base_url collate "C" ~ '^https://([[][0-9A-Fa-f:.]+[]]|[^]:@/?#[]+)(:443)?(/[^?#]*)?$'
  end
$$;

-- Refuses what is not a gateway's base URL.
create or replace function belay.check_gateway_base_url(p_base_url text)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if not coalesce(belay.is_gateway_base_url(p_base_url), false) then
    raise exception 'belay: gateway base URL must be https, without user, query or fragment, on port 443'
      using errcode = '22023';
  end if;
end
$$;

revoke all on all tables in schema belay from public;
revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261122090200' $$;

-- ==== 20261122090300_portable_vault.sql

-- The portable vault: stands in for Supabase Vault where the extension `supabase_vault` is not installed.
-- It has the same tables, columns and functions, but no key of its own. So it takes client-side envelopes
-- only, and a plain text never reaches the disk. Nobody but its owner has any rights on it.

-- The schema. Its comment says that it is ours.
do $$
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  if exists (select from pg_catalog.pg_extension e where e.extname = 'supabase_vault') then
    return;
  end if;

  if exists (select from pg_catalog.pg_available_extensions e where e.name = 'supabase_vault') then
    raise warning 'belay: the extension supabase_vault is available but not installed in this database: '
      'the portable vault is used, for client-side envelopes only';
  end if;

  if not exists (select from pg_catalog.pg_namespace n where n.nspname = 'vault') then
    create schema vault;
    comment on schema vault is 'Belay portable vault: holds client-side envelopes only.';
    revoke all on schema vault from public;
  end if;
end
$$;

-- The secrets. As in the real vault, `secret` is base64 of the cipher text, which is not what was stored.
do $$
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  if exists (select from pg_catalog.pg_extension e where e.extname = 'supabase_vault') then
    return;
  end if;

  create table if not exists vault.secrets (
    id uuid primary key default gen_random_uuid(),
    name text,
    description text not null default '',
    secret text not null
      constraint secrets_secret_is_envelope check (belay.is_envelope(convert_from(decode(secret, 'base64'), 'utf8'))),
    key_id uuid,
    nonce bytea,
    created_at timestamptz not null default current_timestamp,
    updated_at timestamptz not null default current_timestamp
  );
  create unique index if not exists secrets_name_idx on vault.secrets (name) where name is not null;

  -- The real view's decrypted_secret has collation "C" too.
  create or replace view vault.decrypted_secrets as
    select
      s.id,
      s.name,
      s.description,
      s.secret,
      convert_from(decode(s.secret, 'base64'), 'utf8') collate "C" as decrypted_secret,
      s.key_id,
      s.nonce,
      s.created_at,
      s.updated_at
    from vault.secrets s;

  comment on table vault.secrets is 'Client-side envelopes in base64.';
  comment on view vault.decrypted_secrets is
    'The envelopes as they were stored. Only the client holds the key that opens them.';
end
$$;

-- The functions, with the signatures and the habits of the real ones: null keeps, an unknown id is no error.
do $$
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  if exists (select from pg_catalog.pg_extension e where e.extname = 'supabase_vault') then
    return;
  end if;

  create or replace function vault.check_envelope(new_secret text)
  returns void
  language plpgsql
  immutable
  set search_path = pg_catalog, pg_temp
  as $function$
  begin
    if not belay.is_envelope(new_secret) then
      raise exception 'belay: this database has no Supabase Vault, so it stores client-side envelopes only: '
        'configure a key ring'
        using errcode = '55000';
    end if;
  end
  $function$;

  create or replace function vault.create_secret(
    new_secret text,
    new_name text default null,
    new_description text default '',
    new_key_id uuid default null
  )
  returns uuid
  language plpgsql
  set search_path = pg_catalog, pg_temp
  as $function$
  declare
    new_id uuid;
  begin
    perform vault.check_envelope(new_secret);
    insert into vault.secrets (secret, name, description)
    values (encode(convert_to(new_secret, 'utf8'), 'base64'), new_name, new_description)
    returning id into new_id;
    return new_id;
  end
  $function$;

  create or replace function vault.update_secret(
    secret_id uuid,
    new_secret text default null,
    new_name text default null,
    new_description text default null,
    new_key_id uuid default null
  )
  returns void
  language plpgsql
  set search_path = pg_catalog, pg_temp
  as $function$
  begin
    perform vault.check_envelope(new_secret);
    update vault.secrets s
    set
      secret = coalesce(encode(convert_to(new_secret, 'utf8'), 'base64'), s.secret),
      name = coalesce(new_name, s.name),
      description = coalesce(new_description, s.description),
      updated_at = now()
    where s.id = secret_id;
  end
  $function$;

  revoke all on all tables in schema vault from public, anon, authenticated, service_role;
  revoke all on all functions in schema vault from public, anon, authenticated, service_role;
end
$$;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261122090300' $$;

-- ==== 20261122090400_vault_access.sql

-- The only functions that put a secret into the vault or take it out, the same for both vaults.

-- The name under which a user's key lies in the vault.
create or replace function belay.secret_name(p_user_id uuid, p_service text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select p_service || '_api_key_' || p_user_id::text
$$;

-- Serialises what writes one user's keys. A row lock would not do: before the first key there is no row,
-- and Supabase Vault grants no row locks on its own table.
create or replace function belay.lock_user_keys(p_user_id uuid)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('belay.api_keys:' || p_user_id::text, 0))
$$;

-- Puts a new secret into the vault.
-- create_secret of Supabase Vault writes its argument in plain text before it encrypts it, so the text would
-- stay in the WAL and in a dead row. It gets a random placeholder; update_secret encrypts before it writes.
-- The placeholder has the form of an envelope, because the portable vault takes nothing else.
create or replace function belay.create_secret(p_name text, p_secret text)
returns uuid
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  secret_id uuid;
begin
  -- A secret of this name that no row points at is left from another installation.
  delete from vault.secrets s where s.name = p_name;
  secret_id := vault.create_secret('belay.v1.placeholder.' || gen_random_uuid()::text, p_name);
  perform vault.update_secret(secret_id, p_secret);
  return secret_id;
end
$$;

-- Stores a secret in place of the one with the given id, or anew where there is none; returns its id.
create or replace function belay.store_secret(p_secret_id uuid, p_name text, p_secret text)
returns uuid
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  -- update_secret says nothing about an id that it does not know.
  if not exists (select from vault.secrets s where s.id = p_secret_id) then
    return belay.create_secret(p_name, p_secret);
  end if;

  begin
    perform vault.update_secret(p_secret_id, p_secret);
    return p_secret_id;
  exception
    when data_exception then
      -- update_secret decrypts the old secret first, which fails in a restored database whose vault key is
      -- another one. Entering the key again is the way out, so the unreadable secret makes room.
      delete from vault.secrets s where s.id = p_secret_id;
      return belay.create_secret(p_name, p_secret);
  end;
end
$$;

-- The stored secret; null where it is missing or was encrypted under another vault key.
create or replace function belay.readable_secret(p_secret_id uuid)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return (select d.decrypted_secret::text collate "default" from vault.decrypted_secrets d where d.id = p_secret_id);
exception
  when data_exception then
    return null;
end
$$;

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261122090400' $$;

-- ==== 20261122090500_audit.sql

-- The audit of stored keys: who did what with which service's key for which user, from where. Never the key.

-- One row per act. There is no foreign key: the record outlives the user.
create table if not exists belay.api_key_audit (
  id bigint generated always as identity primary key,
  occurred_at timestamptz not null default pg_catalog.now(),
  action text not null check (action in ('stored', 'replaced', 'read', 'rotated', 'deleted', 'trimmed')),
  user_id uuid,
  service text,
  db_role text not null,
  session_role text not null,
  application_name text not null,
  trimmed_rows bigint,
  trimmed_before timestamptz,
  -- Trimming is an act on the audit itself, of no one user.
  check (action = 'trimmed' or (user_id is not null and service is not null))
);

comment on table belay.api_key_audit is
  'Append-only audit of API keys. Read with list_api_key_audit, shortened with trim_api_key_audit only.';
comment on column belay.api_key_audit.db_role is 'Role that the caller acted as, e.g. service_role.';
comment on column belay.api_key_audit.trimmed_rows is 'Of a trimming: how many rows it removed.';
comment on column belay.api_key_audit.trimmed_before is 'Of a trimming: the moment before which rows were removed.';
comment on column belay.api_key_audit.session_role is 'Role that logged in, e.g. authenticator.';

create index if not exists api_key_audit_user_id_idx on belay.api_key_audit (user_id, id);

-- Rows arrive nearly in order of time, so a block range index finds the old ones and costs the writer nothing.
create index if not exists api_key_audit_occurred_at_idx on belay.api_key_audit using brin (occurred_at);

-- The role that a caller acts as. In a SECURITY DEFINER function current_user is the owner; the setting still
-- shows the caller's role.
create or replace function belay.calling_role()
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return coalesce(nullif(current_setting('role', true), 'none'), session_user);
end
$$;

-- Writes one row of the audit, in the transaction of what it records.
create or replace function belay.audit(
  p_action text,
  p_user_id uuid,
  p_service text,
  p_occurred_at timestamptz default pg_catalog.now(),
  p_trimmed_rows bigint default null,
  p_trimmed_before timestamptz default null
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into belay.api_key_audit (
    occurred_at, action, user_id, service, db_role, session_role, application_name, trimmed_rows, trimmed_before
  )
  values (
    p_occurred_at,
    p_action,
    p_user_id,
    p_service,
    belay.calling_role(),
    session_user,
    coalesce(current_setting('application_name', true), ''),
    p_trimmed_rows,
    p_trimmed_before
  );
end
$$;

-- Keeps the audit append-only. trim_api_key_audit announces itself by a setting that it turns on for its own
-- DELETE and off again. Any session may turn that setting on, but it opens nothing: to get here at all takes
-- rights on this table, which nobody but its owner has, and the owner could drop this trigger anyway.
create or replace function belay.refuse_audit_change()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'DELETE' and current_setting('belay.trimming_audit', true) = 'on' then
    return null;
  end if;
  raise exception 'belay: the audit of API keys is append-only' using errcode = '42501';
end
$$;

create or replace trigger api_key_audit_append_only
  before update or delete or truncate on belay.api_key_audit
  for each statement
  execute function belay.refuse_audit_change();

revoke all on all tables in schema belay from public;
revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261122090500' $$;

-- ==== 20261122090600_tables.sql

-- The three tables of the runbook: created where they are absent, adopted in place where they are not.
-- Adoption keeps every row. A rule that old rows break holds for new ones (NOT VALID).

-- Which services a user has a key for. The key itself lies in the vault.
create table if not exists public.api_keys (
  id bigint generated always as identity primary key,
  user_id uuid not null,
  service text not null,
  vault_secret_name text not null,
  constraint api_keys_user_service_uniq unique (user_id, service)
);

-- Where an adopted table has a vault_secret_id that is not ours, nobody knows who wrote what is in it.
do $$
declare
  foreign_type text;
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  select format_type(a.atttypid, null)
  into foreign_type
  from pg_catalog.pg_attribute a
  where a.attrelid = 'public.api_keys'::regclass
    and a.attname = 'vault_secret_id'
    and not a.attisdropped
    and coalesce(col_description(a.attrelid, a.attnum), '') not like 'The key in vault.secrets.%';
  if foreign_type is null then
    return;
  end if;
  if foreign_type <> 'uuid' then
    raise exception 'belay: column vault_secret_id of public.api_keys stands in the way, it is not a uuid'
      using errcode = '55000';
  end if;
  alter table public.api_keys alter column vault_secret_id drop not null;
  update public.api_keys set vault_secret_id = null where vault_secret_id is not null;
end
$$;

alter table public.api_keys
  add column if not exists vault_secret_id uuid,
  add column if not exists created_at timestamptz,
  add column if not exists updated_at timestamptz,
  add column if not exists last_used timestamptz;

-- The gateway that a user's gateway key is for.
create table if not exists public.api_gateway_configs (
  user_id uuid primary key,
  base_url text
);

alter table public.api_gateway_configs
  add column if not exists created_at timestamptz not null default pg_catalog.now(),
  add column if not exists updated_at timestamptz not null default pg_catalog.now();

-- What a user consents to. The host's own settings may live in the same table.
create table if not exists public.user_settings (
  user_id uuid primary key
);

-- Consent is never assumed.
alter table public.user_settings add column if not exists allow_gateway_fallback boolean;
do $$
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  update public.user_settings set allow_gateway_fallback = false where allow_gateway_fallback is null;
end
$$;

alter table public.user_settings
  alter column allow_gateway_fallback set default false,
  alter column allow_gateway_fallback set not null;

-- An original project names a secret only by its name. The id is what cannot be taken over by another row.
-- Only the name that belongs to the row's own user and service counts: users of an original project may have
-- been able to write any other one. A row whose secret is gone stays, and reads as an error instead of as "no key".
do $$
declare
  unbound bigint;
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  update public.api_keys k
  set vault_secret_id = s.id
  from vault.secrets s
  where k.vault_secret_id is null
    and s.name = k.vault_secret_name
    and k.vault_secret_name = belay.secret_name(k.user_id, k.service);

  select count(*) into unbound from public.api_keys k where k.vault_secret_id is null;
  if unbound > 0 then
    raise warning 'belay: % rows of public.api_keys were kept without a secret: the vault has none of their name',
      unbound;
  end if;

  update public.api_keys k
  set
    created_at = coalesce(k.created_at, now()),
    updated_at = coalesce(k.updated_at, k.created_at, now())
  where k.created_at is null
    or k.updated_at is null;
end
$$;

alter table public.api_keys
  alter column created_at set default pg_catalog.now(),
  alter column created_at set not null,
  alter column updated_at set default pg_catalog.now(),
  alter column updated_at set not null;

-- Keys, settings and gateway go with their user. A foreign key without the cascade makes way for one with it.
do $$
declare
  adopted text;
  old_constraint name;
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  foreach adopted in array array['api_keys', 'api_gateway_configs', 'user_settings']
  loop
    for old_constraint in
      select c.conname
      from pg_catalog.pg_constraint c
      where c.conrelid = format('public.%I', adopted)::regclass
        and c.confrelid = 'auth.users'::regclass
        and c.confdeltype <> 'c'
    loop
      execute format('alter table public.%I drop constraint %I', adopted, old_constraint);
    end loop;

    if not exists (
      select
      from pg_catalog.pg_constraint c
      where c.conrelid = format('public.%I', adopted)::regclass
        and c.confrelid = 'auth.users'::regclass
    ) then
      execute format(
        'alter table public.%I add constraint %I '
          'foreign key (user_id) references auth.users (id) on delete cascade not valid',
        adopted, adopted || '_user_id_fkey'
      );
    end if;
  end loop;
end
$$;

-- A key belongs to a registered service.
do $$
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  if not exists (
    select
    from pg_catalog.pg_constraint c
    where c.conrelid = 'public.api_keys'::regclass
      and c.confrelid = 'belay.api_key_services'::regclass
  ) then
    alter table public.api_keys
      add constraint api_keys_registered_service_fkey
      foreign key (service) references belay.api_key_services (service) not valid;
  end if;
end
$$;

create index if not exists api_keys_service_idx on public.api_keys (service);

-- No two rows share a secret: removing one would take the other's key along.
create unique index if not exists api_keys_vault_secret_id_idx on public.api_keys (vault_secret_id);

-- A stored base URL has the right form. Its host is judged by the service, when it is stored and when it is used.
do $$
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  if not exists (
    select
    from pg_catalog.pg_constraint c
    where c.conrelid = 'public.api_gateway_configs'::regclass
      and c.conname = 'api_gateway_configs_base_url_check'
  ) then
    alter table public.api_gateway_configs
      add constraint api_gateway_configs_base_url_check check (belay.is_gateway_base_url(base_url)) not valid;
  end if;
end
$$;

-- Where no old row breaks a rule, it is a full one.
do $$
declare
  rule record;
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  for rule in
    select c.conrelid::regclass as table_name, c.conname
    from pg_catalog.pg_constraint c
    where c.conrelid in (
        'public.api_keys'::regclass,
        'public.api_gateway_configs'::regclass,
        'public.user_settings'::regclass
      )
      and not c.convalidated
  loop
    begin
      execute format('alter table %s validate constraint %I', rule.table_name, rule.conname);
    exception
      when foreign_key_violation or check_violation then
        raise warning 'belay: rows of % that break % were kept', rule.table_name, rule.conname;
    end;
  end loop;
end
$$;

-- Whatever removes a key, be it an RPC, the end of its user or a purge, removes its secret and is audited.
create or replace function belay.forget_deleted_key()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  delete from vault.secrets s where s.id = old.vault_secret_id;
  perform belay.audit('deleted', old.user_id, old.service);
  return null;
end
$$;

create or replace trigger api_keys_forget_deleted
  after delete on public.api_keys
  for each row
  execute function belay.forget_deleted_key();

-- TRUNCATE fires no row trigger.
create or replace function belay.forget_truncated_keys()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  delete from vault.secrets s using public.api_keys k where s.id = k.vault_secret_id;
  perform belay.audit('deleted', k.user_id, k.service) from public.api_keys k;
  return null;
end
$$;

create or replace trigger api_keys_forget_truncated
  before truncate on public.api_keys
  for each statement
  execute function belay.forget_truncated_keys();

comment on table public.api_keys is
  'Services that a user has a key for (runbook: BYOK / Vault Operations). Written by the RPCs only.';
comment on column public.api_keys.vault_secret_id is
  'The key in vault.secrets. No foreign key: Supabase Vault grants none.';
comment on table public.api_gateway_configs is
  'Base URL of a user''s own gateway (runbook: BYOK / Vault Operations). Written by the RPCs only.';
comment on table public.user_settings is 'Settings that a user may change, among them the consent to the team gateway.';
comment on column public.user_settings.allow_gateway_fallback is 'Consent to use the team''s gateway. Default: no.';

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261122090600' $$;

-- ==== 20261122090700_table_access.sql

-- Who may do what with the three tables. Whatever an adopted project allowed before is closed first.

-- The owner of the tables, on whose behalf the RPCs act, is not held to the policies.
alter table public.api_keys enable row level security, no force row level security;
alter table public.api_gateway_configs enable row level security, no force row level security;
alter table public.user_settings enable row level security, no force row level security;

-- An original project let users rewrite their gateway's URL past every check. One open policy is enough for
-- that, because policies add up: so every old one goes.
do $$
declare
  old_policy record;
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  for old_policy in
    select p.polname, p.polrelid::regclass as table_name
    from pg_catalog.pg_policy p
    where p.polrelid in (
      'public.api_keys'::regclass,
      'public.api_gateway_configs'::regclass,
      'public.user_settings'::regclass
    )
  loop
    execute format('drop policy %I on %s', old_policy.polname, old_policy.table_name);
  end loop;
end
$$;

create policy api_keys_select_own on public.api_keys
  for select to authenticated
  using ((select auth.uid()) = user_id);

create policy api_gateway_configs_select_own on public.api_gateway_configs
  for select to authenticated
  using ((select auth.uid()) = user_id);

create policy user_settings_select_own on public.user_settings
  for select to authenticated
  using ((select auth.uid()) = user_id);

create policy user_settings_insert_own on public.user_settings
  for insert to authenticated
  with check ((select auth.uid()) = user_id);

create policy user_settings_update_own on public.user_settings
  for update to authenticated
  using ((select auth.uid()) = user_id)
  with check ((select auth.uid()) = user_id);

-- Supabase grants everything in `public` to the API roles by default, so they are named one by one.
revoke all on table public.api_keys, public.api_gateway_configs, public.user_settings
  from public, anon, authenticated, service_role;

grant select on table public.api_keys, public.api_gateway_configs to authenticated;
-- The host's own settings in the same table are the host's to grant.
grant select, insert (user_id, allow_gateway_fallback), update (allow_gateway_fallback)
  on table public.user_settings to authenticated;
grant select on table public.api_keys, public.api_gateway_configs, public.user_settings to service_role;

-- The sequence behind an adopted api_keys.id was granted in the same way.
do $$
declare
  sequence_name text;
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  sequence_name := pg_get_serial_sequence('public.api_keys', 'id');
  if sequence_name is not null then
    execute format('revoke all on sequence %s from public, anon, authenticated, service_role', sequence_name);
  end if;
end
$$;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261122090700' $$;

-- ==== 20261122090800_retire_old_rpcs.sql

-- Removes the functions of an adopted project that stand in the place of Belay's RPCs.
-- They are dropped, not replaced: `create or replace` cannot change a return type, adds an overload where the
-- arguments differ, and keeps the old grants and owner. A function of Belay's own says so in its comment; those of
-- other owners were refused by the first migration.
do $$
declare
  old_function record;
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  for old_function in
    select p.oid::regprocedure::text as signature
    from pg_catalog.pg_proc p
    join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'public'
      and p.proname in (
        'insert_user_api_key', 'get_user_api_key', 'touch_user_api_key', 'delete_user_api_key',
        'delete_all_user_api_keys', 'list_user_api_keys', 'register_api_key_service', 'upsert_user_gateway_config',
        'get_user_gateway_base_url', 'delete_user_gateway_config', 'insert_user_gateway_key',
        'get_user_allow_gateway_fallback', 'set_user_allow_gateway_fallback', 'resolve_user_credentials',
        'list_api_key_envelopes', 'replace_api_key_envelope', 'record_api_key_reads', 'list_api_key_audit',
        'trim_api_key_audit', 'check_byok_vault_health', 'purge_api_keys', 'belay_schema_version',
        'record_api_key_health', 'list_api_key_health',
        'get_cache_tag_versions', 'bump_cache_tags', 'trim_cache_tag_versions',
        'begin_idempotency_lease', 'commit_idempotency_lease', 'release_idempotency_lease', 'renew_idempotency_lease',
        'trim_idempotency_keys',
        'claim_webhook_deliveries', 'complete_webhook_deliveries', 'extend_webhook_leases',
        'release_webhook_deliveries', 'upsert_webhook_endpoint', 'list_webhook_endpoints', 'pause_webhook_endpoint',
        'resume_webhook_endpoint', 'record_webhook_fingerprint', 'get_webhook_secret_fingerprint',
        'list_webhook_watches', 'list_webhook_backlog', 'replay_webhook_events', 'trim_webhook_outbox',
        'list_webhook_attempts', 'list_webhook_dead_letters'
      )
      and coalesce(obj_description(p.oid, 'pg_proc'), '') not like 'Belay RPC%'
  loop
    execute format('drop routine %s', old_function.signature);
    raise notice 'belay: dropped the old function %', old_function.signature;
  end loop;
end
$$;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261122090800' $$;

-- ==== 20261122090900_api_key_rpcs.sql

-- The RPCs that store, read and remove keys. All run with the rights of their owner, so EXECUTE is the
-- boundary: each is taken from everybody by name (Supabase grants new functions to the API roles by default)
-- and given to service_role.

-- Stores a user's key for a service, in place of the one before, and returns the id of its secret.
create or replace function public.insert_user_api_key(p_user_id uuid, p_service text, p_api_key text)
returns uuid
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  service_name text;
  old_secret_id uuid;
  new_secret_id uuid;
  replaces boolean;
begin
  perform belay.require_service_role();
  perform belay.check_user_id(p_user_id);
  service_name := belay.checked_service(p_service);
  perform belay.check_api_key(p_api_key);

  perform belay.lock_user_keys(p_user_id);
  -- The row lock keeps the user's deletion, which takes no advisory lock, from slipping in between.
  select k.vault_secret_id
  into old_secret_id
  from public.api_keys k
  where k.user_id = p_user_id
    and k.service = service_name
  for update;
  replaces := found;

  new_secret_id := belay.store_secret(old_secret_id, belay.secret_name(p_user_id, service_name), p_api_key);

  -- A new key has not been used yet; that the user had a key before is kept in created_at.
  insert into public.api_keys as k (user_id, service, vault_secret_name, vault_secret_id)
  values (p_user_id, service_name, belay.secret_name(p_user_id, service_name), new_secret_id)
  on conflict (user_id, service) do update
  set
    vault_secret_name = excluded.vault_secret_name,
    vault_secret_id = excluded.vault_secret_id,
    updated_at = now(),
    last_used = null;

  perform belay.audit(case when replaces then 'replaced' else 'stored' end, p_user_id, service_name);
  return new_secret_id;
exception
  when foreign_key_violation then
    raise exception 'belay: user does not exist' using errcode = '23503';
end
$$;

comment on function public.insert_user_api_key(uuid, text, text) is
  'Belay RPC for service_role. Stores or replaces a user''s key. Runbook: BYOK Lifecycle, step 1.';
revoke all on function public.insert_user_api_key(uuid, text, text) from public, anon, authenticated, service_role;
grant execute on function public.insert_user_api_key(uuid, text, text) to service_role;

-- Reads a user's key for a service; null where there is none. A key that is there but cannot be read is an
-- error: "no key" would send the caller to somebody else's credential.
create or replace function public.get_user_api_key(p_user_id uuid, p_service text)
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  service_name text;
  api_key text;
begin
  perform belay.require_service_role();
  perform belay.check_user_id(p_user_id);
  service_name := belay.checked_service(p_service);

  -- One statement, hence one snapshot: a replacement in between must not look like a missing secret.
  select belay.readable_secret(k.vault_secret_id)
  into api_key
  from public.api_keys k
  where k.user_id = p_user_id
    and k.service = service_name;
  if not found then
    return null;
  end if;

  if api_key is null then
    raise exception 'belay: the stored key for service % is missing from the vault or cannot be decrypted', service_name
      using errcode = '55000';
  end if;

  perform belay.audit('read', p_user_id, service_name);
  return api_key;
end
$$;

comment on function public.get_user_api_key(uuid, text) is
  'Belay RPC for service_role. Reads a user''s key and audits it. Runbook: BYOK Lifecycle, step 2.';
revoke all on function public.get_user_api_key(uuid, text) from public, anon, authenticated, service_role;
grant execute on function public.get_user_api_key(uuid, text) to service_role;

-- Notes that a user's key was used just now. Does nothing where there is none.
create or replace function public.touch_user_api_key(p_user_id uuid, p_service text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  service_name text;
begin
  perform belay.require_service_role();
  perform belay.check_user_id(p_user_id);
  service_name := belay.checked_service(p_service);

  update public.api_keys k
  set last_used = now()
  where k.user_id = p_user_id
    and k.service = service_name;
end
$$;

comment on function public.touch_user_api_key(uuid, text) is
  'Belay RPC for service_role. Sets last_used of a user''s key. Runbook: BYOK Lifecycle, step 3.';
revoke all on function public.touch_user_api_key(uuid, text) from public, anon, authenticated, service_role;
grant execute on function public.touch_user_api_key(uuid, text) to service_role;

-- Removes a user's key for a service, and with a gateway key the URL that it was for. Does nothing where
-- there is none. The trigger on api_keys removes the secret and writes the audit.
create or replace function public.delete_user_api_key(p_user_id uuid, p_service text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  service_name text;
begin
  perform belay.require_service_role();
  perform belay.check_user_id(p_user_id);
  service_name := belay.checked_service(p_service);

  perform belay.lock_user_keys(p_user_id);
  delete from public.api_keys k
  where k.user_id = p_user_id
    and k.service = service_name;

  -- Or the next gateway key would be sent to the old host.
  if service_name = 'gateway' then
    delete from public.api_gateway_configs g where g.user_id = p_user_id;
  end if;
end
$$;

comment on function public.delete_user_api_key(uuid, text) is
  'Belay RPC for service_role. Removes a user''s key. Runbook: BYOK Lifecycle, step 4; API Key Compromise, step 1.';
revoke all on function public.delete_user_api_key(uuid, text) from public, anon, authenticated, service_role;
grant execute on function public.delete_user_api_key(uuid, text) to service_role;

-- Removes all keys of a user, and the gateway's URL; returns the number of keys.
create or replace function public.delete_all_user_api_keys(p_user_id uuid)
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  deleted integer;
begin
  perform belay.require_service_role();
  perform belay.check_user_id(p_user_id);

  perform belay.lock_user_keys(p_user_id);
  delete from public.api_keys k where k.user_id = p_user_id;
  get diagnostics deleted = row_count;
  delete from public.api_gateway_configs g where g.user_id = p_user_id;
  return deleted;
end
$$;

comment on function public.delete_all_user_api_keys(uuid) is
  'Belay RPC for service_role. Removes all keys and the gateway of a user. Runbook: API Key Compromise, step 1.';
revoke all on function public.delete_all_user_api_keys(uuid) from public, anon, authenticated, service_role;
grant execute on function public.delete_all_user_api_keys(uuid) to service_role;

-- What is known of a user's keys without the keys. key_id names the key ring's key that an envelope was
-- sealed with; it is null for a key that was stored without an envelope or cannot be read.
create or replace function public.list_user_api_keys(p_user_id uuid)
returns table (
  service text,
  key_id text,
  created_at timestamptz,
  updated_at timestamptz,
  last_used timestamptz
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  perform belay.check_user_id(p_user_id);

  return query
    select
      k.service,
      case when belay.is_envelope(s.secret) then split_part(s.secret, '.', 3) end,
      k.created_at,
      k.updated_at,
      k.last_used
    from public.api_keys k
    cross join lateral belay.readable_secret(k.vault_secret_id) as s (secret)
    where k.user_id = p_user_id
    order by k.service;
end
$$;

comment on function public.list_user_api_keys(uuid) is
  'Belay RPC for service_role. Lists a user''s keys, metadata only. Runbook: BYOK Lifecycle.';
revoke all on function public.list_user_api_keys(uuid) from public, anon, authenticated, service_role;
grant execute on function public.list_user_api_keys(uuid) to service_role;

-- Adds a service that keys can be stored for, e.g. an OpenAI-compatible provider. It is never taken away.
create or replace function public.register_api_key_service(p_service text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  service_name constant text := case when octet_length(p_service) <= 200 then lower(btrim(p_service, E' \t\r\n')) end;
begin
  perform belay.require_service_role();
  if coalesce(service_name, '') !~ '^[a-z0-9][a-z0-9_-]{0,49}$' then
    raise exception 'belay: service name must be 1 to 50 of a-z, 0-9, _ and -, and begin with a letter or digit'
      using errcode = '22023';
  end if;

  insert into belay.api_key_services (service) values (service_name) on conflict (service) do nothing;
end
$$;

comment on function public.register_api_key_service(text) is
  'Belay RPC for service_role. Registers a further service that keys can be stored for. Runbook: BYOK Lifecycle.';
revoke all on function public.register_api_key_service(text) from public, anon, authenticated, service_role;
grant execute on function public.register_api_key_service(text) to service_role;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261122090900' $$;

-- ==== 20261122091000_gateway_rpcs.sql

-- The RPCs for a user's own gateway and for the consent to the team's gateway.

-- Stores the base URL of a user's gateway.
create or replace function public.upsert_user_gateway_config(p_user_id uuid, p_base_url text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  perform belay.check_user_id(p_user_id);
  perform belay.check_gateway_base_url(p_base_url);

  insert into public.api_gateway_configs as g (user_id, base_url)
  values (p_user_id, p_base_url)
  on conflict (user_id) do update
  set
    base_url = excluded.base_url,
    updated_at = now();
exception
  when foreign_key_violation then
    raise exception 'belay: user does not exist' using errcode = '23503';
end
$$;

comment on function public.upsert_user_gateway_config(uuid, text) is
  'Belay RPC for service_role. Stores the base URL of a user''s gateway. Runbook: BYOK Verification, gateway config.';
revoke all on function public.upsert_user_gateway_config(uuid, text) from public, anon, authenticated, service_role;
grant execute on function public.upsert_user_gateway_config(uuid, text) to service_role;

-- Reads the base URL of a user's gateway; null means the default one.
create or replace function public.get_user_gateway_base_url(p_user_id uuid)
returns text
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  perform belay.check_user_id(p_user_id);

  return (select g.base_url from public.api_gateway_configs g where g.user_id = p_user_id);
end
$$;

comment on function public.get_user_gateway_base_url(uuid) is
  'Belay RPC for service_role. Reads the base URL of a user''s gateway. Runbook: One-Time Verification.';
revoke all on function public.get_user_gateway_base_url(uuid) from public, anon, authenticated, service_role;
grant execute on function public.get_user_gateway_base_url(uuid) to service_role;

-- Removes the base URL of a user's gateway: the default one applies again.
create or replace function public.delete_user_gateway_config(p_user_id uuid)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  perform belay.check_user_id(p_user_id);

  delete from public.api_gateway_configs g where g.user_id = p_user_id;
end
$$;

comment on function public.delete_user_gateway_config(uuid) is
  'Belay RPC for service_role. Removes the base URL of a user''s gateway. Runbook: BYOK Verification, gateway config.';
revoke all on function public.delete_user_gateway_config(uuid) from public, anon, authenticated, service_role;
grant execute on function public.delete_user_gateway_config(uuid) to service_role;

-- Stores a gateway key together with the URL that it is for. Two calls could leave a new key with the old
-- host, and send it there. Without a URL the default gateway applies.
create or replace function public.insert_user_gateway_key(p_user_id uuid, p_api_key text, p_base_url text default null)
returns uuid
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  secret_id uuid;
begin
  perform belay.require_service_role();
  -- The key first: it takes the lock that makes the two writes one.
  secret_id := public.insert_user_api_key(p_user_id, 'gateway', p_api_key);
  if p_base_url is null then
    perform public.delete_user_gateway_config(p_user_id);
  else
    perform public.upsert_user_gateway_config(p_user_id, p_base_url);
  end if;
  return secret_id;
end
$$;

comment on function public.insert_user_gateway_key(uuid, text, text) is
  'Belay RPC for service_role. Stores a gateway key and its base URL at once. Runbook: BYOK Lifecycle, step 1.';
revoke all on function public.insert_user_gateway_key(uuid, text, text) from public, anon, authenticated, service_role;
grant execute on function public.insert_user_gateway_key(uuid, text, text) to service_role;

-- Does the user consent to the team's gateway? Who never said so does not.
create or replace function public.get_user_allow_gateway_fallback(p_user_id uuid)
returns boolean
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  perform belay.check_user_id(p_user_id);

  return coalesce((select s.allow_gateway_fallback from public.user_settings s where s.user_id = p_user_id), false);
end
$$;

comment on function public.get_user_allow_gateway_fallback(uuid) is
  'Belay RPC for service_role. Reads the consent to the team''s gateway. Runbook: One-Time Verification.';
revoke all on function public.get_user_allow_gateway_fallback(uuid) from public, anon, authenticated, service_role;
grant execute on function public.get_user_allow_gateway_fallback(uuid) to service_role;

-- Records the user's answer.
create or replace function public.set_user_allow_gateway_fallback(p_user_id uuid, p_allow boolean)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  perform belay.check_user_id(p_user_id);
  if p_allow is null then
    raise exception 'belay: consent must be true or false' using errcode = '22023';
  end if;

  insert into public.user_settings as s (user_id, allow_gateway_fallback)
  values (p_user_id, p_allow)
  on conflict (user_id) do update
  set allow_gateway_fallback = excluded.allow_gateway_fallback;
exception
  when foreign_key_violation then
    raise exception 'belay: user does not exist' using errcode = '23503';
end
$$;

comment on function public.set_user_allow_gateway_fallback(uuid, boolean) is
  'Belay RPC for service_role. Records the consent to the team''s gateway. Runbook: One-Time Verification.';
revoke all on function public.set_user_allow_gateway_fallback(uuid, boolean)
  from public, anon, authenticated, service_role;
grant execute on function public.set_user_allow_gateway_fallback(uuid, boolean) to service_role;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261122091000' $$;

-- ==== 20261122091050_user_credentials.sql

-- What resolve_user_credentials reads where the portable vault is: everything of a user in rows that lie side by
-- side, so that the hot path looks into one table instead of four. Triggers keep it in the transaction of each
-- change, whoever makes it. It holds client-side envelopes, as the portable vault does, and never a plain text.
-- Where Supabase Vault is, there is no such table: a secret must not lie outside it.
do $$
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  if exists (select from pg_catalog.pg_extension e where e.extname = 'supabase_vault') then
    return;
  end if;

  -- Keeps every writer out until this transaction ends, in the order in which a writer comes.
  lock table vault.secrets, public.api_keys, public.api_gateway_configs, public.user_settings
    in share row exclusive mode;

  -- A row for each key, and one whose service is '' for the user's settings. No foreign keys: what the rows come
  -- from has them.
  create table if not exists belay.user_credentials (
    user_id uuid not null,
    service text not null,
    vault_secret_id uuid,
    api_key text,
    base_url text,
    allow_gateway_fallback boolean not null default false,
    primary key (user_id, service)
  );
  create index if not exists user_credentials_vault_secret_id_idx
    on belay.user_credentials (vault_secret_id);

  comment on table belay.user_credentials is
    'Copy of api_keys, vault.secrets, api_gateway_configs and user_settings for resolve_user_credentials. '
    'Written by triggers only.';

  -- Each function writes just what its own table decides, so that two transactions that change different tables
  -- of one user cannot undo each other's work.
  create or replace function belay.copy_api_key()
  returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
  as $function$
  begin
    if tg_op <> 'INSERT' then
      delete from belay.user_credentials c
      where c.user_id = old.user_id
        and c.service = old.service
        and c.vault_secret_id is not distinct from old.vault_secret_id;
    end if;
    if tg_op <> 'DELETE' then
      -- A secret that is changing at this moment is waited for: its trigger cannot see the row made here.
      perform from vault.secrets s where s.id = new.vault_secret_id for share;
      insert into belay.user_credentials as c (user_id, service, vault_secret_id, api_key)
      select
        new.user_id,
        new.service,
        new.vault_secret_id,
        (select d.decrypted_secret from vault.decrypted_secrets d where d.id = new.vault_secret_id)
      where new.service <> ''
      on conflict (user_id, service) do update
      set
        vault_secret_id = excluded.vault_secret_id,
        api_key = excluded.api_key;
    end if;
    return null;
  end
  $function$;

  create or replace function belay.copy_secret()
  returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
  as $function$
  begin
    update belay.user_credentials c
    set api_key = (select d.decrypted_secret from vault.decrypted_secrets d where d.id = c.vault_secret_id)
    where c.vault_secret_id in (old.id, new.id);
    return null;
  end
  $function$;

  create or replace function belay.copy_gateway_config()
  returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
  as $function$
  begin
    if tg_op <> 'INSERT' then
      update belay.user_credentials c set base_url = null where c.user_id = old.user_id and c.service = '';
      perform belay.drop_empty_settings(old.user_id);
    end if;
    if tg_op <> 'DELETE' then
      insert into belay.user_credentials as c (user_id, service, base_url)
      values (new.user_id, '', new.base_url)
      on conflict (user_id, service) do update
      set base_url = excluded.base_url;
    end if;
    return null;
  end
  $function$;

  create or replace function belay.copy_consent()
  returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
  as $function$
  begin
    if tg_op <> 'INSERT' then
      update belay.user_credentials c
      set allow_gateway_fallback = false
      where c.user_id = old.user_id
        and c.service = '';
      perform belay.drop_empty_settings(old.user_id);
    end if;
    if tg_op <> 'DELETE' then
      insert into belay.user_credentials as c (user_id, service, allow_gateway_fallback)
      values (new.user_id, '', new.allow_gateway_fallback)
      on conflict (user_id, service) do update
      set allow_gateway_fallback = excluded.allow_gateway_fallback;
    end if;
    return null;
  end
  $function$;

  -- Nothing stays of a user who has gone; null means all users.
  create or replace function belay.drop_empty_settings(p_user_id uuid)
  returns void
  language sql
  volatile
  set search_path = pg_catalog, pg_temp
  as $function$
    delete from belay.user_credentials c
    where (p_user_id is null or c.user_id = p_user_id)
      and c.service = ''
      and c.base_url is null
      and not c.allow_gateway_fallback
  $function$;

  -- TRUNCATE fires no row trigger.
  create or replace function belay.copy_truncation()
  returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
  as $function$
  begin
    case tg_table_name
      when 'api_keys' then
        delete from belay.user_credentials c where c.service <> '';
      when 'secrets' then
        update belay.user_credentials c set api_key = null where c.api_key is not null;
      when 'api_gateway_configs' then
        update belay.user_credentials c set base_url = null where c.base_url is not null;
        perform belay.drop_empty_settings(null);
      when 'user_settings' then
        update belay.user_credentials c set allow_gateway_fallback = false where c.allow_gateway_fallback;
        perform belay.drop_empty_settings(null);
    end case;
    return null;
  end
  $function$;

  create or replace trigger belay_copy_api_key
    after insert or delete or update of user_id, service, vault_secret_id on public.api_keys
    for each row execute function belay.copy_api_key();
  create or replace trigger belay_copy_secret
    after insert or delete or update of id, secret on vault.secrets
    for each row execute function belay.copy_secret();
  create or replace trigger belay_copy_gateway_config
    after insert or delete or update of user_id, base_url on public.api_gateway_configs
    for each row execute function belay.copy_gateway_config();
  create or replace trigger belay_copy_consent
    after insert or delete or update of user_id, allow_gateway_fallback on public.user_settings
    for each row execute function belay.copy_consent();

  create or replace trigger belay_copy_truncation
    after truncate on public.api_keys
    for each statement execute function belay.copy_truncation();
  create or replace trigger belay_copy_truncation
    after truncate on vault.secrets
    for each statement execute function belay.copy_truncation();
  create or replace trigger belay_copy_truncation
    after truncate on public.api_gateway_configs
    for each statement execute function belay.copy_truncation();
  create or replace trigger belay_copy_truncation
    after truncate on public.user_settings
    for each statement execute function belay.copy_truncation();

  -- Makes the copy anew: here of what was there before, later where data was loaded past the triggers.
  create or replace function belay.rebuild_user_credentials()
  returns void
  language plpgsql
  volatile
  set search_path = pg_catalog, pg_temp
  as $function$
  begin
    lock table vault.secrets, public.api_keys, public.api_gateway_configs, public.user_settings
      in share row exclusive mode;
    delete from belay.user_credentials c where c.user_id is not null;

    insert into belay.user_credentials (user_id, service, vault_secret_id, api_key)
    select
      k.user_id,
      k.service,
      k.vault_secret_id,
      (select d.decrypted_secret from vault.decrypted_secrets d where d.id = k.vault_secret_id)
    from public.api_keys k
    where k.service <> '';

    insert into belay.user_credentials (user_id, service, base_url, allow_gateway_fallback)
    select
      coalesce(g.user_id, s.user_id),
      '',
      g.base_url,
      coalesce(s.allow_gateway_fallback, false)
    from public.api_gateway_configs g
    full join public.user_settings s on s.user_id = g.user_id;
  end
  $function$;

  perform belay.rebuild_user_credentials();
end
$$;

revoke all on all tables in schema belay from public, anon, authenticated;
revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261122091050' $$;

-- ==== 20261122091100_resolve_user_credentials.sql

-- The hot path: all that a provider resolver needs to know of a user, in one round trip.

-- One row for each key, which has no settings, and one row without a service for the user's settings. The latter
-- may be missing where there are keys, and means no URL and no consent; of a user of whom nothing is stored there
-- is that row alone. A service with a null api_key has a key that the vault no longer holds: the caller must not
-- take that for "no key". A key that Supabase Vault cannot decrypt is its own error, SQLSTATE 22000.
-- It reads only, so that it may run on a replica; record_api_key_reads does the audit later.
do $do$
declare
  reading constant text not null := case
    when exists (select from pg_catalog.pg_extension e where e.extname = 'supabase_vault') then $reading$
  return query
    select
      null::text,
      null::text,
      (select g.base_url from public.api_gateway_configs g where g.user_id = p_user_id),
      coalesce((select s.allow_gateway_fallback from public.user_settings s where s.user_id = p_user_id), false)
    union all
    select
      k.service,
      -- Looked up one by one by id: a join could be planned to decrypt the whole vault.
      (
        select d.decrypted_secret::text collate "default"
        from vault.decrypted_secrets d
        where d.id = k.vault_secret_id
      ),
      null::text,
      false
    from public.api_keys k
    where k.user_id = p_user_id;
$reading$
    else $reading$
  return query
    select nullif(c.service, ''), c.api_key, c.base_url, c.allow_gateway_fallback
    from belay.user_credentials c
    where c.user_id = p_user_id;
  if not found then
    return query select null::text, null::text, null::text, false;
  end if;
$reading$
  end;
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  execute format(
    $create$
create or replace function public.resolve_user_credentials(p_user_id uuid)
returns table (
  service text,
  api_key text,
  base_url text,
  allow_gateway_fallback boolean
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as %L
    $create$,
    $body$
begin
  -- The usual two checks, called only where they have something to say: a call costs as much as a look-up.
  if current_setting('request.jwt.claims', true) <> '' then
    perform belay.require_service_role();
  end if;
  if p_user_id is null or p_user_id = '00000000-0000-0000-0000-000000000000' then
    perform belay.check_user_id(p_user_id);
  end if;
$body$ || reading || 'end'
  );
end
$do$;

comment on function public.resolve_user_credentials(uuid) is
  'Belay RPC for service_role. All keys, gateway URL and consent of a user. Runbook: BYOK / Vault Operations.';
revoke all on function public.resolve_user_credentials(uuid) from public, anon, authenticated, service_role;
grant execute on function public.resolve_user_credentials(uuid) to service_role;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261122091100' $$;

-- ==== 20261122091200_rotation_rpcs.sql

-- The RPCs that a key ring's rotation stands on: read page by page, replace each by compare-and-set. A
-- rotation may stop anywhere and begin again; a key that a user replaces meanwhile is never overwritten.

-- One page of stored keys in order of id, after the given one (0 or null: from the start). api_key is null
-- where the vault cannot give it back. A key stored without an envelope is in it too, so that it can be sealed.
create or replace function public.list_api_key_envelopes(p_after_id bigint, p_limit integer)
returns table (
  id bigint,
  user_id uuid,
  service text,
  api_key text
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  stored record;
begin
  perform belay.require_service_role();
  if p_limit is null or p_limit not between 1 and 1000 then
    raise exception 'belay: limit must be 1 to 1000' using errcode = '22023';
  end if;

  for stored in
    select k.id, k.user_id, k.service, belay.readable_secret(k.vault_secret_id) as secret
    from public.api_keys k
    where k.id > coalesce(p_after_id, 0)
    order by k.id
    limit p_limit
  loop
    id := stored.id;
    user_id := stored.user_id;
    service := stored.service;
    api_key := stored.secret;
    -- What is handed out is audited as any other read.
    if api_key is not null then
      perform belay.audit('read', user_id, service);
    end if;
    return next;
  end loop;
end
$$;

comment on function public.list_api_key_envelopes(bigint, integer) is
  'Belay RPC for service_role. Pages through all stored keys for rotation. Runbook: Vault Security Breach, step 2.';
revoke all on function public.list_api_key_envelopes(bigint, integer) from public, anon, authenticated, service_role;
grant execute on function public.list_api_key_envelopes(bigint, integer) to service_role;

-- Replaces a stored key if it is still the expected one; false where it is another by now, or gone. The user's
-- key stays the same under a new seal, so only updated_at changes.
create or replace function public.replace_api_key_envelope(
  p_user_id uuid,
  p_service text,
  p_expected text,
  p_replacement text
)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  service_name text;
  secret_id uuid;
begin
  perform belay.require_service_role();
  perform belay.check_user_id(p_user_id);
  service_name := belay.checked_service(p_service);
  perform belay.check_api_key(p_expected);
  perform belay.check_api_key(p_replacement);

  perform belay.lock_user_keys(p_user_id);
  select k.vault_secret_id
  into secret_id
  from public.api_keys k
  where k.user_id = p_user_id
    and k.service = service_name
  for update;

  if not found or belay.readable_secret(secret_id) is distinct from p_expected then
    return false;
  end if;

  perform vault.update_secret(secret_id, p_replacement);
  update public.api_keys k
  set updated_at = now()
  where k.user_id = p_user_id
    and k.service = service_name;
  perform belay.audit('rotated', p_user_id, service_name);
  return true;
end
$$;

comment on function public.replace_api_key_envelope(uuid, text, text, text) is
  'Belay RPC for service_role. Replaces a key by compare-and-set for rotation. Runbook: Vault Security Breach, step 2.';
revoke all on function public.replace_api_key_envelope(uuid, text, text, text)
  from public, anon, authenticated, service_role;
grant execute on function public.replace_api_key_envelope(uuid, text, text, text) to service_role;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261122091200' $$;

-- ==== 20261122091300_audit_rpcs.sql

-- The RPCs that add to the audit what resolve_user_credentials could not, read it, and keep it short.

-- Records reads that happened before, as a JSON array of at most 1000 objects
-- {"user_id": uuid, "service": text, "read_at": timestamp, "used": boolean}. Where used is true the key's
-- last_used moves forward too, never back. A read_at of more than a day ago counts as one day ago, or a caller could
-- write into a part of the audit that is about to be trimmed. Returns the number of reads. One malformed entry
-- refuses the batch.
create or replace function public.record_api_key_reads(p_reads jsonb)
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  recorded integer;
  acting_role constant text := belay.calling_role();
  application constant text := coalesce(current_setting('application_name', true), '');
  earliest constant timestamptz := now() - interval '24 hours';
begin
  perform belay.require_service_role();
  if p_reads is null or jsonb_typeof(p_reads) <> 'array' or jsonb_array_length(p_reads) > 1000 then
    raise exception 'belay: reads must be a JSON array of at most 1000 entries' using errcode = '22023';
  end if;

  begin
    -- One statement for the whole batch: a function call for each read would cost more than the read itself did.
    with reads as materialized (
      select
        r.user_id,
        s.service,
        -- A clock that runs ahead must not write the future into the audit.
        least(greatest(r.read_at, earliest), now()) as read_at,
        r.used
      from jsonb_to_recordset(p_reads) as r (user_id uuid, service text, read_at timestamptz, used boolean)
      -- An entry that fits no service is left out here, and found missing by the count below.
      join belay.api_key_services s
        on s.service = case when octet_length(r.service) <= 200 then lower(btrim(r.service, E' \t\r\n')) end
      where r.user_id <> '00000000-0000-0000-0000-000000000000'
        and isfinite(r.read_at)
        and r.used is not null
    ),
    audited as (
      insert into belay.api_key_audit (
        occurred_at, action, user_id, service, db_role, session_role, application_name
      )
      select r.read_at, 'read', r.user_id, r.service, acting_role, session_user, application
      from reads r
      order by r.read_at
      returning 1
    ),
    used as (
      select r.user_id, r.service, max(r.read_at) as read_at
      from reads r
      where r.used
      group by r.user_id, r.service
    ),
    -- Locked in one order, so that two batches with the same keys wait for each other instead of deadlocking.
    locked as (
      select k.id, used.read_at
      from public.api_keys k
      join used on used.user_id = k.user_id and used.service = k.service
      where k.last_used is null or k.last_used < used.read_at
      order by k.id
      for update of k
    ),
    touched as (
      update public.api_keys k
      set last_used = greatest(k.last_used, locked.read_at)
      from locked
      where k.id = locked.id
    )
    select count(*) into recorded from audited;
    if recorded <> jsonb_array_length(p_reads) then
      raise null_value_not_allowed;
    end if;
  exception
    when data_exception then
      -- The messages of the conversions repeat what they could not convert.
      raise exception 'belay: each read needs a user_id, a registered service, a read_at and a used flag'
        using errcode = '22023';
  end;

  return recorded;
end
$$;

comment on function public.record_api_key_reads(jsonb) is
  'Belay RPC for service_role. Audits a batch of reads and marks keys as used. Runbook: Compliance Requirements.';
revoke all on function public.record_api_key_reads(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.record_api_key_reads(jsonb) to service_role;

-- What happened to a user's keys, newest first, before the given row (null: from the newest).
create or replace function public.list_api_key_audit(
  p_user_id uuid,
  p_before_id bigint default null,
  p_limit integer default 100
)
returns table (
  id bigint,
  occurred_at timestamptz,
  action text,
  user_id uuid,
  service text,
  db_role text,
  session_role text,
  application_name text
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  perform belay.check_user_id(p_user_id);
  if p_limit is null or p_limit not between 1 and 1000 then
    raise exception 'belay: limit must be 1 to 1000' using errcode = '22023';
  end if;

  return query
    select a.id, a.occurred_at, a.action, a.user_id, a.service, a.db_role, a.session_role, a.application_name
    from belay.api_key_audit a
    where a.user_id = p_user_id
      and (p_before_id is null or a.id < p_before_id)
    order by a.id desc
    limit p_limit;
end
$$;

comment on function public.list_api_key_audit(uuid, bigint, integer) is
  'Belay RPC for service_role. Reads the audit of a user''s keys. Runbook: API Key Compromise, step 2.';
revoke all on function public.list_api_key_audit(uuid, bigint, integer) from public, anon, authenticated, service_role;
grant execute on function public.list_api_key_audit(uuid, bigint, integer) to service_role;

-- Removes the part of the audit that is older than the given moment, and records how much that was; returns the
-- number of rows. The last 30 days stay, and so do the records of earlier trimmings: whoever stole the service's
-- login cannot wipe out the traces. This is the only way: see belay.refuse_audit_change().
create or replace function public.trim_api_key_audit(p_before timestamptz)
returns bigint
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  trimmed bigint;
begin
  perform belay.require_service_role();
  if p_before is null then
    raise exception 'belay: a moment to trim before is needed' using errcode = '22023';
  end if;
  if not isfinite(p_before) or p_before > now() - interval '30 days' then
    raise exception 'belay: the moment to trim before must be finite and at least 30 days ago' using errcode = '22023';
  end if;

  perform set_config('belay.trimming_audit', 'on', true);
  delete from belay.api_key_audit a where a.occurred_at < p_before and a.action <> 'trimmed';
  get diagnostics trimmed = row_count;
  perform set_config('belay.trimming_audit', '', true);

  perform belay.audit('trimmed', null, null, p_trimmed_rows => trimmed, p_trimmed_before => p_before);
  return trimmed;
end
$$;

comment on function public.trim_api_key_audit(timestamptz) is
  'Belay RPC for service_role. Removes the old part of the audit. Runbook: Compliance Requirements.';
revoke all on function public.trim_api_key_audit(timestamptz) from public, anon, authenticated, service_role;
grant execute on function public.trim_api_key_audit(timestamptz) to service_role;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261122091300' $$;

-- ==== 20261122091400_operations_rpcs.sql

-- The RPCs of an operator: is the vault sound, which schema is this, and the purge after a breach.

-- Stores a probe in the vault, reads it back and removes it. True only if what came back is what went in. An
-- error undoes the probe with its transaction, so a vault that does not let go of it is an error too.
create or replace function public.check_byok_vault_health()
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  -- In the form of an envelope, which both vaults take.
  probe constant text := 'belay.v1.probe.' || gen_random_uuid()::text;
  secret_id uuid;
  sound boolean;
begin
  perform belay.require_service_role();

  secret_id := belay.create_secret('belay_byok_health_probe_' || gen_random_uuid()::text, probe);
  sound := belay.readable_secret(secret_id) is not distinct from probe;
  delete from vault.secrets s where s.id = secret_id;
  -- A policy or a trigger on the vault can turn the DELETE into nothing without a word.
  if not found or exists (select from vault.secrets s where s.id = secret_id) then
    raise exception 'belay: the vault did not remove the probe of its health check' using errcode = '55000';
  end if;
  return sound;
end
$$;

comment on function public.check_byok_vault_health() is
  'Belay RPC for service_role. Writes, reads and removes a probe in the vault. Runbook: One-Time Verification.';
revoke all on function public.check_byok_vault_health() from public, anon, authenticated, service_role;
grant execute on function public.check_byok_vault_health() to service_role;

-- Has the vault's secret a name of exactly the form <registered service>_api_key_<uuid>? A host may keep secrets with
-- such names of its own.
create or replace function belay.is_secret_name(p_name text)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select right(p_name, 36) collate "C" ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
    and exists (select from belay.api_key_services s where s.service || '_api_key_' || right(p_name, 36) = p_name)
$$;

revoke all on function belay.is_secret_name(text) from public;

-- Removes every stored key, every gateway and every consent; on a dry run it only counts them. A secret goes
-- by the id that its row records, or as an orphan: by its name, where no row records it. Consent is withdrawn,
-- because nobody gave it for what comes after a breach.
create or replace function public.purge_api_keys(p_dry_run boolean default true)
returns table (
  api_keys bigint,
  secrets bigint,
  orphaned_secrets bigint,
  gateway_configs bigint
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();

  -- A purge that deletes waits for those who are changing something, and lets no new change in.
  if not coalesce(p_dry_run, true) then
    lock table public.api_keys, public.api_gateway_configs, public.user_settings in exclusive mode;
  end if;

  return query
    select
      (select count(*) from public.api_keys k),
      (select count(*) from public.api_keys k join vault.secrets s on s.id = k.vault_secret_id),
      (
        select count(*)
        from vault.secrets s
        where belay.is_secret_name(s.name)
          and not exists (select from public.api_keys k where k.vault_secret_id = s.id)
      ),
      (select count(*) from public.api_gateway_configs g);

  if coalesce(p_dry_run, true) then
    return;
  end if;

  -- Each has a condition that is always true: the Data API of Supabase refuses a DELETE or UPDATE without one.
  delete from public.api_keys k where k.id is not null;
  delete from vault.secrets s where belay.is_secret_name(s.name);
  delete from public.api_gateway_configs g where g.user_id is not null;
  update public.user_settings s set allow_gateway_fallback = false where s.allow_gateway_fallback;
end
$$;

comment on function public.purge_api_keys(boolean) is
  'Belay RPC for service_role. Removes all stored keys; a dry run by default. Runbook: Vault Security Breach, step 5.';
revoke all on function public.purge_api_keys(boolean) from public, anon, authenticated, service_role;
grant execute on function public.purge_api_keys(boolean) to service_role;

-- The version of the newest migration that ran: 14 digits.
create or replace function public.belay_schema_version()
returns text
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  return belay.schema_version();
end
$$;

comment on function public.belay_schema_version() is
  'Belay RPC for service_role. The version of the installed schema. Runbook: Schema Migration Naming.';
revoke all on function public.belay_schema_version() from public, anon, authenticated, service_role;
grant execute on function public.belay_schema_version() to service_role;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261122091400' $$;

-- ==== 20261122091500_key_health.sql

-- What the last check of a key has found. Users see it beside their keys: it is made of fixed words and a time,
-- and never holds anything that a provider has said.

-- The words, and which reasons a state can have.
create or replace function belay.is_api_key_health(p_state text, p_reason text)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    p_reason = any (
      case p_state
        when 'valid' then array['accepted']
        when 'invalid' then array['rejected', 'blocked', 'malformed']
        when 'restricted' then array['missing_scope', 'forbidden']
        when 'no_quota' then array['no_credit']
        when 'unreachable' then array[
          'host_not_found', 'connect_failed', 'tls_failed', 'timed_out', 'connection_lost', 'provider_failed'
        ]
        when 'unknown' then array[
          'rate_limited', 'unexpected_answer', 'answer_too_large', 'address_refused', 'unreadable', 'no_provider',
          'check_failed'
        ]
      end
    ),
    false
  )
$$;

-- The stamp changes whenever what was found no longer holds. A check remembers it from before it read the key,
-- so that it cannot say of a new key what it found of the old one.
alter table public.api_keys
  add column if not exists health text,
  add column if not exists health_reason text,
  add column if not exists health_checked_at timestamptz,
  add column if not exists health_stamp uuid not null default pg_catalog.gen_random_uuid();

do $$
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  if not exists (
    select
    from pg_catalog.pg_constraint c
    where c.conrelid = 'public.api_keys'::regclass
      and c.conname = 'api_keys_health_check'
  ) then
    alter table public.api_keys
      add constraint api_keys_health_check check (
        case
          when num_nulls(health, health_reason, health_checked_at) = 0
            then belay.is_api_key_health(health, health_reason)
          else num_nulls(health, health_reason, health_checked_at) = 3
        end
      );
  end if;
end
$$;

comment on column public.api_keys.health is
  'What the last check found: valid, invalid, restricted, no_quota, unreachable or unknown. Null: not checked.';
comment on column public.api_keys.health_reason is 'Why, in a fixed word: see belay.is_api_key_health.';
comment on column public.api_keys.health_checked_at is 'When the check began.';
comment on column public.api_keys.health_stamp is 'Changes with the key and with the gateway that it is for.';

-- A key that was replaced has not been checked.
create or replace function belay.forget_api_key_health()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  new.health := null;
  new.health_reason := null;
  new.health_checked_at := null;
  new.health_stamp := gen_random_uuid();
  return new;
end
$$;

-- Whatever stores a key names vault_secret_id, even where it stays the same. Sealing the same key again does not.
create or replace trigger api_keys_forget_health
  before update of vault_secret_id on public.api_keys
  for each row
  execute function belay.forget_api_key_health();

-- A gateway's key was checked at the gateway that it was for. This comes before the write of the new URL, so that
-- the key's row is always locked before the gateway's, as in insert_user_gateway_key.
create or replace function belay.forget_gateway_key_health(p_user_id uuid, p_new_base_url text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.lock_user_keys(p_user_id);
  -- Fires the trigger above.
  update public.api_keys k
  set vault_secret_id = k.vault_secret_id
  where k.user_id = p_user_id
    and k.service = 'gateway'
    and p_new_base_url is distinct from (
      select g.base_url from public.api_gateway_configs g where g.user_id = p_user_id
    );
end
$$;

-- As before, and the health of the user's gateway key is forgotten.
create or replace function public.upsert_user_gateway_config(p_user_id uuid, p_base_url text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  perform belay.check_user_id(p_user_id);
  perform belay.check_gateway_base_url(p_base_url);

  perform belay.forget_gateway_key_health(p_user_id, p_base_url);
  insert into public.api_gateway_configs as g (user_id, base_url)
  values (p_user_id, p_base_url)
  on conflict (user_id) do update
  set
    base_url = excluded.base_url,
    updated_at = now();
exception
  when foreign_key_violation then
    raise exception 'belay: user does not exist' using errcode = '23503';
end
$$;

-- As before, and the health of the user's gateway key is forgotten.
create or replace function public.delete_user_gateway_config(p_user_id uuid)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  perform belay.check_user_id(p_user_id);

  perform belay.forget_gateway_key_health(p_user_id, null);
  delete from public.api_gateway_configs g where g.user_id = p_user_id;
end
$$;

-- Notes what a check has found. False where the key is gone, where its stamp is another than the given one by now
-- (null: any), or where a later check has been noted already.
create or replace function public.record_api_key_health(
  p_user_id uuid,
  p_service text,
  p_state text,
  p_reason text,
  p_checked_at timestamptz,
  p_stamp uuid default null
)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  service_name text;
begin
  perform belay.require_service_role();
  perform belay.check_user_id(p_user_id);
  service_name := belay.checked_service(p_service);
  if not belay.is_api_key_health(p_state, p_reason) then
    raise exception 'belay: unknown state or reason of a key''s health' using errcode = '22023';
  end if;
  if p_checked_at is null or not isfinite(p_checked_at) then
    raise exception 'belay: the time of a key''s check is needed' using errcode = '22023';
  end if;

  -- A clock that runs ahead must not keep later checks out.
  update public.api_keys k
  set
    health = p_state,
    health_reason = p_reason,
    health_checked_at = least(p_checked_at, now())
  where k.user_id = p_user_id
    and k.service = service_name
    and (p_stamp is null or k.health_stamp = p_stamp)
    and (k.health_checked_at is null or k.health_checked_at <= p_checked_at);
  return found;
end
$$;

comment on function public.record_api_key_health(uuid, text, text, text, timestamptz, uuid) is
  'Belay RPC for service_role. Notes what a check of a user''s key has found. Runbook: BYOK Verification.';
revoke all on function public.record_api_key_health(uuid, text, text, text, timestamptz, uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.record_api_key_health(uuid, text, text, text, timestamptz, uuid) to service_role;

-- What the last checks of a user's keys have found; state, reason and checked_at are null for a key that has not
-- been checked since it was stored.
create or replace function public.list_api_key_health(p_user_id uuid)
returns table (
  service text,
  state text,
  reason text,
  checked_at timestamptz,
  stamp uuid
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  perform belay.check_user_id(p_user_id);

  return query
    select k.service, k.health, k.health_reason, k.health_checked_at, k.health_stamp
    from public.api_keys k
    where k.user_id = p_user_id
    order by k.service;
end
$$;

comment on function public.list_api_key_health(uuid) is
  'Belay RPC for service_role. Lists what the last checks of a user''s keys found. Runbook: BYOK Verification.';
revoke all on function public.list_api_key_health(uuid) from public, anon, authenticated, service_role;
grant execute on function public.list_api_key_health(uuid) to service_role;

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261122091500' $$;

-- ==== 20261126100000_cache_tag_versions.sql

-- The versions of cache tags. Whoever bumps a tag makes every cached value void that was stored under an older version.
--
-- A version alone is not enough: a counter that is lost (a table truncated, restored or trimmed) begins at 0 again, and
-- would bring back what was stored under the same number before. So each version is read with its life, a number that
-- no earlier life of the counter had, and a cached value is good only under the very version and life it was stored
-- under.

-- One row per tag that was ever bumped. Updates touch no index, so they stay in their page.
create table if not exists belay.cache_tag_versions (
  tag text collate "C" primary key check (
    pg_catalog.octet_length(tag) <= 128 and tag operator(pg_catalog.~) '^[!-~]+$'
  ),
  version bigint not null check (version > 0),
  life bigint not null,
  bumped_at timestamptz not null
)
with (fillfactor = 70);

comment on table belay.cache_tag_versions is
  'Versions of cache tags. A tag without a row is at version 0. Any row may be deleted: see belay.cache_tag_life.';
comment on column belay.cache_tag_versions.life is 'Drawn at random when the row is made; those made together share it.';

-- One row: what the tags without a row have in common.
create table if not exists belay.cache_tag_life (
  only_row boolean primary key default true check (only_row),
  life bigint not null
);

comment on table belay.cache_tag_life is
  'The life of tags at version 0. Renewed by a trigger whenever a row of belay.cache_tag_versions is deleted.';

-- 53 bits, which every reader of JSON can hold. Not random(), since a caller may have set its seed.
create or replace function belay.new_cache_tag_life()
returns bigint
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  select 1 + (hashtextextended(gen_random_uuid()::text, 0) & 9007199254740990)
$$;

insert into belay.cache_tag_life (life)
values (belay.new_cache_tag_life())
on conflict (only_row) do nothing;

-- A deleted tag is at version 0 again, where it has been before it was first bumped.
create or replace function belay.renew_cache_tag_life()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  update belay.cache_tag_life l
  set life = belay.new_cache_tag_life();
  return null;
end
$$;

create or replace trigger cache_tag_versions_renew_life
  after delete on belay.cache_tag_versions
  for each statement
  execute function belay.renew_cache_tag_life();

-- The tags, each once, or a refusal. The length comes first: a pattern's time is the caller's to spend otherwise.
create or replace function belay.checked_cache_tags(p_tags jsonb)
returns text[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  tags text[];
  all_good boolean;
begin
  if p_tags is null or jsonb_typeof(p_tags) <> 'array' or jsonb_array_length(p_tags) not between 1 and 1000 then
    raise exception 'belay: tags must be a JSON array of 1 to 1000 tags' using errcode = '22023';
  end if;
  select
    array_agg(distinct element.tag),
    bool_and(
      case
        when jsonb_typeof(element.value) <> 'string' or octet_length(element.tag) > 128 then false
        else element.tag collate "C" ~ '^[!-~]+$'
      end
    )
  into tags, all_good
  from (
    select each.value, each.value #>> '{}' as tag from jsonb_array_elements(p_tags) as each (value)
  ) as element;
  if not all_good then
    raise exception 'belay: a tag must be 1 to 128 visible ASCII characters' using errcode = '22023';
  end if;
  return tags;
end
$$;

-- The versions of tags, each tag once, in the order of their bytes. A tag that was never bumped is at version 0.
-- Over each life lies what no row can know of itself. The start of the server differs after a restore of any kind, and
-- after a change to another server; the file of the table differs after a truncation and where the table was made anew.
-- They are asked for in the statement that reads the table, which keeps a truncation out until it has ended: one between
-- the two would show an empty table and the old file.
create or replace function public.get_cache_tag_versions(p_tags jsonb)
returns table (
  tag text,
  version bigint,
  life bigint
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();

  return query
    select
      wanted.tag,
      coalesce(v.version, 0),
      1 + (
        (
          coalesce(v.life, (select l.life from belay.cache_tag_life l))
            # (
              select hash_record_extended(
                row(pg_postmaster_start_time(), pg_relation_filenode('belay.cache_tag_versions'::regclass)), 0
              )
            )
        ) & 9007199254740990
      )
    from unnest(belay.checked_cache_tags(p_tags)) as wanted (tag)
    left join belay.cache_tag_versions v on v.tag = wanted.tag collate "C"
    order by wanted.tag collate "C";
end
$$;

comment on function public.get_cache_tag_versions(jsonb) is
  'Belay RPC for service_role. Reads the versions of cache tags. Runbook: Cache Tags.';
revoke all on function public.get_cache_tag_versions(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.get_cache_tag_versions(jsonb) to service_role;

-- Bumps tags, all or none, and returns their new versions. In a longer transaction the new versions are seen by others
-- at its commit, and another bump of the same tags waits for it: so bump last, and all tags at once. With p_notify
-- those who listen on channel belay_cache_tags are told the tags at the commit, or '*' where they are too many.
create or replace function public.bump_cache_tags(p_tags jsonb, p_notify boolean default false)
returns table (
  tag text,
  version bigint,
  life bigint
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  tags text[];
  new_life bigint;
begin
  perform belay.require_service_role();
  tags := belay.checked_cache_tags(p_tags);
  new_life := belay.new_cache_tag_life();
  if p_notify then
    -- The server takes less than 8000 bytes.
    perform pg_notify('belay_cache_tags', case when octet_length(p_tags::text) < 7900 then p_tags::text else '*' end);
  end if;

  -- Locked in one order, so that two bumps with the same tags wait for each other instead of deadlocking.
  return query
    with bumped as (
      insert into belay.cache_tag_versions as v (tag, version, life, bumped_at)
      select wanted.tag, 1, new_life, clock_timestamp()
      from unnest(tags) as wanted (tag)
      order by wanted.tag collate "C"
      on conflict on constraint cache_tag_versions_pkey do update
      set
        version = v.version + 1,
        bumped_at = excluded.bumped_at
      returning v.tag, v.version, v.life
    )
    select
      b.tag,
      b.version,
      1 + (
        (
          b.life
            # (
              select hash_record_extended(
                row(pg_postmaster_start_time(), pg_relation_filenode('belay.cache_tag_versions'::regclass)), 0
              )
            )
        ) & 9007199254740990
      )
    from bumped b
    order by b.tag;
end
$$;

comment on function public.bump_cache_tags(jsonb, boolean) is
  'Belay RPC for service_role. Bumps cache tags, all or none. Runbook: Cache Tags.';
revoke all on function public.bump_cache_tags(jsonb, boolean) from public, anon, authenticated, service_role;
grant execute on function public.bump_cache_tags(jsonb, boolean) to service_role;

-- Removes tags that were last bumped before the given moment, at most p_limit of them, and returns how many. Always
-- safe: what was stored under a removed tag is void, and so is what was stored under any tag at version 0. A tag that
-- is being bumped is passed over.
create or replace function public.trim_cache_tag_versions(p_before timestamptz, p_limit integer default 10000)
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  trimmed integer;
begin
  perform belay.require_service_role();
  if p_before is null or not isfinite(p_before) or p_before > now() then
    raise exception 'belay: the moment to trim before must be finite and not in the future' using errcode = '22023';
  end if;
  if p_limit is null or p_limit not between 1 and 100000 then
    raise exception 'belay: limit must be 1 to 100000' using errcode = '22023';
  end if;

  delete from belay.cache_tag_versions v
  where v.tag = any (
    array(
      select old.tag
      from belay.cache_tag_versions old
      where old.bumped_at < p_before
      order by old.tag
      limit p_limit
      for update skip locked
    )
  );
  get diagnostics trimmed = row_count;
  return trimmed;
end
$$;

comment on function public.trim_cache_tag_versions(timestamptz, integer) is
  'Belay RPC for service_role. Removes cache tags that were not bumped for long. Runbook: Cache Tags.';
revoke all on function public.trim_cache_tag_versions(timestamptz, integer) from public, anon, authenticated, service_role;
grant execute on function public.trim_cache_tag_versions(timestamptz, integer) to service_role;

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126100000' $$;

-- ==== 20261126110000_webhook_outbox.sql

-- The webhook outbox: what was committed and has to reach an endpoint. A trigger writes here in the writer's own
-- transaction; a dispatcher reads, sends and settles. Nothing here is ever sent by the transaction of the writer.
--
-- An event is written once and never changed. What changes while it is under way lies in a second, narrow table of
-- unfinished deliveries only, so that a lease costs few bytes and no index entry (ADR 21).

-- The name of an endpoint. It stands in the names of triggers and settings, hence the length.
create or replace function belay.is_webhook_endpoint_name(p_name text)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when octet_length(p_name) > 40 then false
    else p_name collate "C" ~ '^[a-z0-9][a-z0-9_-]*$'
  end
$$;

-- The form of an endpoint's URL: https, a host, no user, no fragment, visible ASCII. Where it leads is for the
-- dispatcher to judge, when it connects: a name can be pointed elsewhere after it was looked up here.
create or replace function belay.is_webhook_url(p_url text)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when octet_length(p_url) > 2048 then false
    else
      p_url collate "C" ~ '^[!-~]+$'
      -- 92 is the backslash, which some clients take for a slash.
      and strpos(p_url, chr(92)) = 0
      and p_url collate "C" ~ '^https://([[][0-9A-Fa-f:.]+[]]|[^]:@/?#[]+)(:[0-9]{1,5})?([/?][^#]*)?$'
  end
$$;

-- Where events go. There is no secret in it: who signs keeps the secret.
create table if not exists belay.webhook_endpoints (
  id integer generated always as identity primary key,
  name text not null unique check (belay.is_webhook_endpoint_name(name)),
  url text check (belay.is_webhook_url(url)),
  mode text not null default 'outbox' check (mode in ('outbox', 'pg_net')),
  ordered boolean not null default false,
  max_payload_bytes integer not null default 65536 check (max_payload_bytes between 2048 and 16777216),
  state text not null default 'active' check (state in ('active', 'paused', 'disabled')),
  state_reason text check (octet_length(state_reason) <= 200),
  state_changed_at timestamptz not null default pg_catalog.now(),
  signing_fingerprint text check (signing_fingerprint operator(pg_catalog.~) '^[0-9a-f]{16}$'),
  signing_fingerprint_at timestamptz,
  created_at timestamptz not null default pg_catalog.now()
);

comment on table belay.webhook_endpoints is 'Where events go. Holds no secret.';
comment on column belay.webhook_endpoints.url is
  'Null: the database setting app.vercel_webhook_<name>, or else the configuration of the dispatcher.';
comment on column belay.webhook_endpoints.mode is
  'outbox: a dispatcher sends. pg_net: the database sends, once, with limits: see docs/outbox.md.';
comment on column belay.webhook_endpoints.ordered is
  'One delivery under way for each order key, oldest first; a dead letter lets the next one pass.';
comment on column belay.webhook_endpoints.max_payload_bytes is
  'A larger payload is sent with the primary key only, and says so.';
comment on column belay.webhook_endpoints.state is
  'active; paused by an operator; disabled because the endpoint said that it is gone. Events are kept in any case.';
comment on column belay.webhook_endpoints.signing_fingerprint is
  'Of the secret that the dispatcher signs with, as it reported it: see belay.webhook_secret_fingerprint().';

-- What happened, and the exact text that is sent. Rows are added and, long after delivery, removed; never changed.
create table if not exists belay.webhook_outbox (
  id bigint generated always as identity primary key,
  event_id uuid not null,
  endpoint_id integer not null,
  table_schema text not null,
  table_name text not null,
  operation text not null,
  occurred_at timestamptz not null,
  order_key bigint,
  keys_only boolean not null,
  payload text not null
);

-- Event ids are of version 7, so that they grow at the index's right edge.
create unique index if not exists webhook_outbox_event_id_idx on belay.webhook_outbox (event_id);
-- For replay and retention by time. Ids and times grow together, so the smallest kind of index will do.
create index if not exists webhook_outbox_occurred_at_idx
  on belay.webhook_outbox using brin (occurred_at) with (pages_per_range = 16, autosummarize = on);

comment on column belay.webhook_outbox.order_key is
  'A hash of the order key, where the endpoint was ordered when the event was written.';
comment on table belay.webhook_outbox is 'Events for endpoints, as they are sent. Written by triggers only.';

-- What is not delivered yet: one row for each such event, by the same id. Delivered, it is removed.
-- No foreign key: every writer would pay for its check, and both rows are only ever written together.
--
-- A lease changes three columns that are in no index, on a page with room for it, so it is a HOT update.
create table if not exists belay.webhook_deliveries (
  id bigint primary key,
  endpoint_id integer not null,
  due_at timestamptz not null,
  order_key bigint,
  lease bigint,
  leased_until timestamptz,
  attempts integer not null default 0,
  dead_at timestamptz
) with (
  fillfactor = 50,
  autovacuum_vacuum_scale_factor = 0.01,
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_insert_scale_factor = 0.05,
  autovacuum_analyze_scale_factor = 0.05,
  autovacuum_vacuum_cost_delay = 0
);

-- What a claim reads, in its order. The id is in it because now() is the same for a whole transaction: without it, a
-- bulk insert's ties would have to be sorted by every claim.
create index if not exists webhook_deliveries_due_idx
  on belay.webhook_deliveries (endpoint_id, due_at, id) where dead_at is null;
-- Who is next behind an order key.
create index if not exists webhook_deliveries_order_idx
  on belay.webhook_deliveries (endpoint_id, order_key, id) where order_key is not null and dead_at is null;
create index if not exists webhook_deliveries_dead_idx
  on belay.webhook_deliveries (endpoint_id, id) where dead_at is not null;

comment on table belay.webhook_deliveries is 'Events that are not delivered: waiting, under way, or dead letters.';
comment on column belay.webhook_deliveries.due_at is
  'Not before this. Infinity: it waits for an older event of the same order key.';
comment on column belay.webhook_deliveries.lease is 'The number of the claim that holds it, also after its time.';
comment on column belay.webhook_deliveries.attempts is 'How often it was claimed.';

-- Which delivery of an order key is under way, at ordered endpoints. While its lease runs, no other one is given out.
create table if not exists belay.webhook_lanes (
  endpoint_id integer not null,
  order_key bigint not null,
  delivery_id bigint not null,
  primary key (endpoint_id, order_key)
);

comment on table belay.webhook_lanes is 'Deliveries of ordered endpoints that are under way.';

-- Each attempt, with the class of its error and never a text from outside.
create table if not exists belay.webhook_attempts (
  delivery_id bigint not null,
  lease bigint not null,
  attempt integer not null,
  attempted_at timestamptz not null default pg_catalog.now(),
  outcome text not null check (outcome in ('delivered', 'retry', 'dead', 'gone', 'expired')),
  status smallint,
  error text,
  next_at timestamptz,
  duration_ms integer,
  primary key (delivery_id, lease)
);

comment on table belay.webhook_attempts is 'What became of each attempt to deliver an event.';
comment on column belay.webhook_attempts.attempted_at is 'When the result was noted.';

-- The numbers of claims. A number is used once, so a late result of an old claim is told from one of a new claim.
create sequence if not exists belay.webhook_lease_seq as bigint;

-- The endpoint of that name.
create or replace function belay.webhook_endpoint_id(p_name text)
returns integer
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  found_id constant integer := (select e.id from belay.webhook_endpoints e where e.name = p_name);
begin
  if found_id is null then
    raise exception 'belay: there is no webhook endpoint of this name' using errcode = '22023';
  end if;
  return found_id;
end
$$;

revoke all on all tables in schema belay from public;
revoke all on all sequences in schema belay from public;
revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126110000' $$;

-- ==== 20261126110100_webhook_secrets.sql

-- What the database knows of an endpoint's URL and secret beyond its own tables: the settings of the runbook, and the
-- vault of Supabase.

-- A setting of this database, as ALTER DATABASE ... SET stored it; null where it is unset or blank.
-- Not current_setting(): any session may set a setting of this kind to what it likes, and these say where rows are sent.
create or replace function belay.database_setting(p_name text)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select setting.value
  from pg_catalog.pg_db_role_setting s
  cross join lateral unnest(s.setconfig) as entry (text)
  cross join lateral (
    select substr(entry.text, strpos(entry.text, '=') + 1)
  ) as setting (value)
  where s.setdatabase = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
    and s.setrole = 0
    and lower(split_part(entry.text, '=', 1)) = p_name
    and btrim(setting.value) <> ''
$$;

-- The setting of the runbook for an endpoint's URL: app.vercel_webhook_trips for the endpoint trips, and so on.
create or replace function belay.webhook_url_setting_name(p_endpoint text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select 'app.vercel_webhook_' || replace(p_endpoint, '-', '_')
$$;

-- The URL that it gives; null where there is none, or none that can be used.
create or replace function belay.webhook_url_setting(p_endpoint text)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select s.url
  from belay.database_setting(belay.webhook_url_setting_name(p_endpoint)) as s (url)
  where belay.is_webhook_url(s.url)
$$;

-- The secret that the database itself holds for an endpoint, and where from: in Supabase Vault under the name
-- belay_webhook_secret_<endpoint> or belay_webhook_secret, else the setting of the runbook. No row where there is none:
-- a blank one is none. The portable vault is not asked, since what it holds only the service can open.
create or replace function belay.webhook_secret(p_endpoint text)
returns table (
  source text,
  secret text
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  stored text;
begin
  if exists (select from pg_catalog.pg_extension e where e.extname = 'supabase_vault') then
    select d.decrypted_secret::text collate "default"
    into stored
    from vault.decrypted_secrets d
    where d.name in ('belay_webhook_secret_' || p_endpoint, 'belay_webhook_secret')
      and btrim(d.decrypted_secret) <> ''
    order by d.name = 'belay_webhook_secret'
    limit 1;
    if stored is not null then
      return query select 'vault', stored;
      return;
    end if;
  end if;

  return query
    select 'setting', s.secret
    from belay.database_setting('app.webhook_hmac_secret') as s (secret)
    where s.secret is not null;
end
$$;

-- What tells two secrets apart and gives neither away: the first 16 hexadecimal digits of a SHA-256, with a prefix so
-- that it is good for nothing else. (Who can guess a secret can confirm the guess: use long random ones.)
create or replace function belay.webhook_secret_fingerprint(p_secret text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select left(encode(sha256(convert_to('belay.webhook-secret.v1:' || p_secret, 'utf8')), 'hex'), 16)
$$;

-- HMAC-SHA256 (RFC 2104) on the SHA-256 of PostgreSQL itself. That of the extension pgcrypto lies in another schema in
-- each project, and where its name is looked up, somebody else's function could be found.
create or replace function belay.hmac_sha256(p_message bytea, p_key bytea)
returns bytea
language plpgsql
immutable
strict
set search_path = pg_catalog, pg_temp
as $$
declare
  block bytea := case when length(p_key) > 64 then sha256(p_key) else p_key end;
  inner_pad bytea := decode(repeat('36', 64), 'hex');
  outer_pad bytea := decode(repeat('5c', 64), 'hex');
begin
  for i in 0 .. length(block) - 1 loop
    inner_pad := set_byte(inner_pad, i, get_byte(block, i) # 54);
    outer_pad := set_byte(outer_pad, i, get_byte(block, i) # 92);
  end loop;
  return sha256(outer_pad || sha256(inner_pad || p_message));
end
$$;

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126110100' $$;

-- ==== 20261126110200_watched_tables.sql

-- Attaches the outbox to a table: belay.watch_table() and its inverse, and the trigger that they attach.

-- The endpoint of that name, made where there is none yet.
create or replace function belay.ensure_webhook_endpoint(p_name text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if not coalesce(belay.is_webhook_endpoint_name(p_name), false) then
    raise exception 'belay: an endpoint''s name must be 1 to 40 of a-z, 0-9, _ and -, and begin with a letter or digit'
      using errcode = '22023';
  end if;
  insert into belay.webhook_endpoints (name) values (p_name) on conflict do nothing;
end
$$;

-- The columns of a table's primary key, in its order; none where it has no key.
create or replace function belay.key_columns(p_table oid)
returns text[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(array_agg(a.attname::text order by key_column.position), '{}')
  from pg_catalog.pg_index i
  cross join lateral unnest(i.indkey::smallint[]) with ordinality as key_column (number, position)
  join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = key_column.number
  where i.indrelid = p_table
    and i.indisprimary
    and key_column.position <= i.indnkeyatts
$$;

-- The table to which a trigger was attached, where it fired on one of that table's partitions.
create or replace function belay.watched_table(p_table oid, p_trigger name)
returns oid
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with recursive fired (oid, tgrelid, tgparentid) as (
    select t.oid, t.tgrelid, t.tgparentid
    from pg_catalog.pg_trigger t
    where t.tgrelid = p_table
      and t.tgname = p_trigger
    union all
    select t.oid, t.tgrelid, t.tgparentid
    from fired
    join pg_catalog.pg_trigger t on t.oid = fired.tgparentid
  )
  select f.tgrelid from fired f where f.tgparentid = 0
$$;

-- Some columns (null: all) of a row of this table (null: of a composite type) as a JSON object, without running code of
-- somebody else. to_jsonb() calls a cast to json that a type has, with the rights of whoever asks for the conversion:
-- here, those of the owner of the schema. The owner of any type can make such a cast, at any time. So values of types that
-- are not PostgreSQL's own do not get there: they go in as text, composite ones column by column, and arrays of what
-- JSON has as text anyway element by element.
--
-- The catalogue is read as of the writer's snapshot, which may be an old one. It gives names and hints; what decides is
-- pg_typeof(), which sees the value itself.
create or replace function belay.row_columns(p_row anyelement, p_table oid, p_columns text[])
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  expression text;
  columns jsonb;
begin
  select string_agg(
    format(
      'jsonb_build_object(%1$L, case when num_nulls(($1).%1$I) = 1 then null::jsonb'
      ' when pg_typeof(($1).%1$I)::oid in (%2$s) or pg_typeof(($1).%1$I)::oid < 16384 then to_jsonb(($1).%1$I) else '
      || case
        when t.typtype = 'c' then 'belay.row_columns(($1).%1$I, null, null)'
        when element.typtype in ('e', 'r', 'm') then
          'case when array_ndims(($1).%1$I) > 1 then to_jsonb(format(''%%s'', ($1).%1$I)) else (select coalesce('
          'jsonb_agg(case num_nulls(x) when 0 then format(''%%s'', x) end), ''[]'') from unnest(($1).%1$I) as x) end'
        else 'to_jsonb(format(''%%s'', ($1).%1$I))'
      end
      || ' end)',
      a.attname,
      -- to_jsonb() looks through a domain, and what a domain is over never changes.
      case when t.typtype = 'd' and t.typbasetype < 16384 then t.oid else 0 end
    ),
    ' || '
  )
  into expression
  from pg_catalog.pg_attribute a
  join pg_catalog.pg_type t on t.oid = a.atttypid
  left join pg_catalog.pg_type element on element.oid = t.typelem and element.typarray = t.oid
  where a.attrelid = coalesce(p_table, (select c.typrelid from pg_catalog.pg_type c where c.oid = pg_typeof(p_row)))
    and a.attnum > 0
    and not a.attisdropped
    and (p_columns is null or a.attname = any (p_columns));

  execute 'select ' || coalesce(expression, $empty$'{}'::jsonb$empty$) into strict columns using p_row;
  return columns;
end
$$;

-- The primary key of a row as a JSON object; empty where there is none, or where it is itself too large to be sent.
create or replace function belay.row_keys(p_row anyelement, p_table oid, p_excluded text[])
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  keys jsonb;
begin
  keys := belay.row_columns(
    p_row,
    p_table,
    array(select k.name from unnest(belay.key_columns(p_table)) as k (name) where k.name <> all (p_excluded))
  );
  return case when octet_length(keys::text) <= 512 then keys else '{}' end;
exception
  when others then
    return '{}';
end
$$;

-- Which events are kept in order with this one, as a hash: those of the same values in the columns of the option order_key,
-- of whatever table, or else those of the same row. A table without a key is kept in order as a whole.
create or replace function belay.webhook_order_key(
  p_row anyelement,
  p_table oid,
  p_watched text,
  p_order_key jsonb
)
returns bigint
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  named jsonb;
  key text;
begin
  if p_order_key is null then
    key := p_watched || belay.row_keys(p_row, p_table, '{}')::text;
  else
    named := belay.row_columns(p_row, p_table, array(select jsonb_array_elements_text(p_order_key)));
    select jsonb_agg(named -> c.name order by c.position)::text
    into key
    from jsonb_array_elements_text(p_order_key) with ordinality as c (name, position);
  end if;
  return hashtextextended(key, 0);
exception
  when others then
    return hashtextextended(p_watched, 0);
end
$$;

-- The trigger. It writes what happened into the outbox, in the transaction of the writer, with the rights of the
-- schema's owner: the writer needs none, and can neither forge an event nor read one.
--
-- Nothing that lies in the row can make the write fail: what cannot be converted is sent with its primary key only. The
-- path of names, and the settings that give values another form, are pinned, since the writer may have set them.
-- Arguments: the endpoint's name, and the options of belay.watch_table() as a JSON text, empty for none.
create or replace function belay.capture_row_change()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO'
set intervalstyle = 'postgres'
set bytea_output = 'hex'
set extra_float_digits = 1
as $$
declare
  target record;
  schema_name text := tg_table_schema;
  table_name text := tg_table_name;
  options constant jsonb not null := coalesce(nullif(tg_argv[1], ''), '{}');
  excluded text[] not null := '{}';
  -- The table that tells of the row's columns.
  described oid not null := tg_relid;
  watched record;
  keys_only boolean not null := options @> '{"keys_only": true}';
  before_change jsonb;
  after_change jsonb;
  event_id uuid;
  event jsonb;
  payload text;
  order_key bigint;
  outbox_id bigint;
begin
  loop
    select
      e.id,
      e.mode,
      e.ordered,
      e.state,
      -- pg_net hangs on more than 64 KiB.
      least((options ->> 'max_bytes')::integer, e.max_payload_bytes, case e.mode when 'pg_net' then 65536 end)
        as max_bytes,
      -- to_jsonb() is for rows of PostgreSQL's own types, see belay.row_columns(). The writer's lock on the table keeps
      -- its columns as they are, but a snapshot that is older than the lock may show others.
      current_setting('transaction_isolation') <> 'read committed' or exists (
        select
        from pg_catalog.pg_attribute a
        where a.attrelid = tg_relid
          and a.attnum > 0
          and a.atttypid >= 16384
      ) as by_column
    into target
    from belay.webhook_endpoints e
    where e.name = tg_argv[0];
    exit when found;
    perform belay.ensure_webhook_endpoint(tg_argv[0]);
  end loop;
  if options ? 'exclude' then
    excluded := array(select jsonb_array_elements_text(options -> 'exclude'));
  end if;

  -- What happens on a partition is an event of the table that is watched. A snapshot that is older than the partition
  -- shows neither it nor its trigger.
  if pg_partition_root(tg_relid) is not null then
    if not exists (select from pg_catalog.pg_class c where c.oid = tg_relid) then
      described := pg_partition_root(tg_relid);
    end if;
    select n.nspname, c.relname
    into watched
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.oid = coalesce(belay.watched_table(tg_relid, tg_name), pg_partition_root(tg_relid));
    if found then
      schema_name := watched.nspname;
      table_name := watched.relname;
    end if;
  end if;

  -- Version 7 of RFC 9562: milliseconds first, then the random bits of version 4.
  event_id := (
    lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0')
    || '7' || substr(replace(gen_random_uuid()::text, '-', ''), 14)
  )::uuid;
  event := jsonb_build_object(
    'type', tg_op,
    'table', table_name,
    'schema', schema_name,
    'record', null,
    'old_record', null,
    'occurred_at', now(),
    'event_id', event_id
  );

  if not keys_only or options ? 'when_changed' then
    begin
      if target.by_column then
        before_change := case when tg_op in ('UPDATE', 'DELETE') then belay.row_columns(old, described, null) end;
        after_change := case when tg_op in ('INSERT', 'UPDATE') then belay.row_columns(new, described, null) end;
      else
        before_change := case when tg_op in ('UPDATE', 'DELETE') then to_jsonb(old) end;
        after_change := case when tg_op in ('INSERT', 'UPDATE') then to_jsonb(new) end;
      end if;

      if tg_op = 'UPDATE' and options ? 'when_changed' then
        if not exists (
          select
          from jsonb_array_elements_text(options -> 'when_changed') as wanted (name)
          where before_change -> wanted.name is distinct from after_change -> wanted.name
        ) then
          return null;
        end if;
      end if;

      if not keys_only then
        payload := (event || jsonb_build_object(
          'record', coalesce(after_change, before_change) - excluded,
          'old_record', case tg_op when 'UPDATE' then before_change - excluded end
        ))::text;
        -- No column is seen by a snapshot that is older than the table.
        keys_only := octet_length(payload) > target.max_bytes
          or coalesce(after_change, before_change) is not distinct from '{}';
      end if;
    exception
      when others then
        -- A value beyond what JSON can hold, for one.
        keys_only := true;
    end;
  end if;

  if keys_only and tg_op <> 'TRUNCATE' then
    payload := (event || jsonb_build_object(
      'keys_only', true,
      'record', belay.row_keys(coalesce(new, old), described, excluded),
      'old_record', case tg_op when 'UPDATE' then belay.row_keys(old, described, excluded) end
    ))::text;
  end if;
  payload := coalesce(payload, event::text);

  -- What pg_net does not take, or must not send now, goes into the outbox.
  if target.mode = 'pg_net' and target.state = 'active' then
    if belay.post_webhook(tg_argv[0], payload::jsonb) then
      return null;
    end if;
  end if;

  if target.ordered then
    order_key := belay.webhook_order_key(
      coalesce(new, old),
      described,
      -- Not as identifiers: in what quotes these come is a setting of the writer's.
      format('%L.%L', schema_name, table_name),
      options -> 'order_key'
    );
  end if;
  insert into belay.webhook_outbox (
    event_id, endpoint_id, table_schema, table_name, operation, occurred_at, order_key, keys_only, payload
  )
  values (event_id, target.id, schema_name, table_name, tg_op, now(), order_key, keys_only, payload)
  returning id into outbox_id;
  insert into belay.webhook_deliveries (id, endpoint_id, due_at, order_key)
  values (outbox_id, target.id, now(), order_key);

  if not options @> '{"notify": false}' then
    perform pg_notify('belay_webhook_outbox', '');
  end if;
  return null;
end
$$;

comment on function belay.capture_row_change() is 'Trigger of belay.watch_table(): writes a change into the outbox.';

-- The names of the two triggers of an endpoint at a table.
create or replace function belay.watch_triggers(p_endpoint text)
returns text[]
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select array['belay_webhook_' || p_endpoint, 'belay_webhook_' || p_endpoint || '_truncate']
$$;

-- Sends the changes of a table to an endpoint from now on. A table may have several endpoints, each with options of its
-- own; called again for the same one, it replaces operations and options. It is called with the rights of the caller,
-- who needs the privilege TRIGGER on the table (its owner has it), and on nothing else but this function, see
-- docs/outbox.md.
--
-- Options, all of which may be missing:
--   exclude       names of columns that are left out
--   when_changed  names of columns: an UPDATE that changes none of them is no event
--   order_key     names of columns: at an ordered endpoint, events with equal values there are kept in order
--   keys_only     true: the primary key only
--   max_bytes     a smaller limit of the payload than the endpoint's, 2048 at least
--   notify        false: no NOTIFY, for tables whose writers commit too often for it or use PREPARE TRANSACTION
-- TRUNCATE is an event only where it is named among the operations: it has no rows to speak of.
create or replace function belay.watch_table(
  p_table regclass,
  p_endpoint text,
  p_operations text[] default array['INSERT', 'UPDATE', 'DELETE'],
  p_options jsonb default '{}'
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  watched record;
  row_operations text;
  triggers constant text[] := belay.watch_triggers(p_endpoint);
  uncomputed jsonb;
  options jsonb := p_options;
  arguments text;
begin
  perform belay.ensure_webhook_endpoint(p_endpoint);
  select n.nspname, c.relname, c.relkind, c.relpersistence
  into watched
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.oid = p_table;
  if watched.relkind is null or watched.relkind not in ('r', 'p') or watched.relpersistence = 't'
    or watched.nspname in ('belay', 'vault') then
    raise exception 'belay: only a table can be watched, and none that is temporary or inside of Belay or the vault'
      using errcode = '22023';
  end if;
  if p_operations is null or cardinality(p_operations) = 0
    or not p_operations <@ array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'] then
    raise exception 'belay: operations must be some of INSERT, UPDATE, DELETE and TRUNCATE' using errcode = '22023';
  end if;
  perform belay.check_watch_options(p_table, p_options);

  -- Triggers of PostgreSQL 18 see null in a virtual column, which is not what it holds.
  select jsonb_agg(a.attname)
  into uncomputed
  from pg_catalog.pg_attribute a
  where a.attrelid = p_table
    and a.attgenerated = 'v'
    and not a.attisdropped;
  if uncomputed is not null then
    options := options || jsonb_build_object('exclude', coalesce(options -> 'exclude', '[]') || uncomputed);
  end if;
  arguments := format('(%L, %L)', p_endpoint, coalesce(nullif(options, '{}')::text, ''));

  if exists (
    select
    from pg_catalog.pg_trigger t
    join pg_catalog.pg_proc p on p.oid = t.tgfoid
    where t.tgrelid = p_table
      and p.proname in ('http_request', 'notify_trip_collaborators_http', 'notify_table_change_cache_http')
  ) then
    raise warning 'belay: another trigger of %.% sends webhooks too, and its events would come twice: drop it',
      watched.nspname, watched.relname;
  end if;

  perform belay.unwatch_table(p_table, p_endpoint);
  select string_agg(operation, ' or ')
  into row_operations
  from unnest(array['insert', 'update', 'delete']) as operation
  where upper(operation) = any (p_operations);
  if row_operations is not null then
    execute format(
      'create trigger %I after %s on %I.%I for each row execute function belay.capture_row_change%s',
      triggers[1], row_operations, watched.nspname, watched.relname, arguments
    );
  end if;
  if 'TRUNCATE' = any (p_operations) then
    execute format(
      'create trigger %I after truncate on %I.%I for each statement execute function belay.capture_row_change%s',
      triggers[2], watched.nspname, watched.relname, arguments
    );
  end if;
end
$$;

-- Refuses options that are none, or that name columns which the table does not have.
create or replace function belay.check_watch_options(p_table regclass, p_options jsonb)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  option record;
begin
  if p_options is null or jsonb_typeof(p_options) <> 'object' or octet_length(p_options::text) > 8192 then
    raise exception 'belay: options must be a JSON object' using errcode = '22023';
  end if;

  for option in select o.key as name, o.value from jsonb_each(p_options) as o
  loop
    if option.name in ('keys_only', 'notify') and jsonb_typeof(option.value) = 'boolean' then
      continue;
    end if;
    if option.name = 'max_bytes' and jsonb_typeof(option.value) = 'number'
      and option.value::text ~ '^[0-9]{4,8}$' and option.value::text::integer between 2048 and 16777216 then
      continue;
    end if;
    if option.name in ('exclude', 'when_changed', 'order_key') and jsonb_typeof(option.value) = 'array'
      and jsonb_array_length(option.value) between 1 and 100
      and not exists (
        select
        from jsonb_array_elements(option.value) as c (name)
        where jsonb_typeof(c.name) <> 'string'
          or not exists (
            select
            from pg_catalog.pg_attribute a
            where a.attrelid = p_table
              and a.attname = c.name #>> '{}'
              and a.attnum > 0
              and (a.attgenerated <> 'v' or option.name = 'exclude')
              and not a.attisdropped
          )
      ) then
      continue;
    end if;
    raise exception 'belay: an option is unknown, of the wrong kind, or names a column that the table does not have'
      using errcode = '22023', detail = format('Option %L.', left(option.name, 60));
  end loop;
end
$$;

-- Ends what belay.watch_table() began; false where there was nothing to end. Events that were written before are still
-- delivered. The caller must own the table.
create or replace function belay.unwatch_table(p_table regclass, p_endpoint text)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  attached record;
  ended boolean := false;
begin
  for attached in
    select t.tgname, n.nspname, c.relname
    from pg_catalog.pg_trigger t
    join pg_catalog.pg_class c on c.oid = t.tgrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where t.tgrelid = p_table
      and t.tgparentid = 0
      and t.tgfoid = 'belay.capture_row_change()'::regprocedure
      and t.tgname = any (belay.watch_triggers(p_endpoint))
  loop
    execute format('drop trigger %I on %I.%I', attached.tgname, attached.nspname, attached.relname);
    ended := true;
  end loop;
  return ended;
end
$$;

comment on function belay.watch_table(regclass, text, text[], jsonb) is
  'Sends the changes of a table to a webhook endpoint. Runbook: Webhooks Operations, Setup.';
comment on function belay.unwatch_table(regclass, text) is 'Ends what belay.watch_table() began.';

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126110200' $$;

-- ==== 20261126110300_webhook_dispatch_rpcs.sql

-- What a dispatcher calls: claim, complete, extend, release. Any number of dispatchers on any number of machines share
-- the work. Who holds a delivery is said by the number of its lease; only the database's clock counts.
--
-- The functions that touch the queue rule out every plan but the one that reads an index in its order: a queue that was
-- empty when it was last analyzed would otherwise be read whole, or sorted, once it is not.

-- Must this delivery of an ordered endpoint wait for another one of its order key? For an older one, unless that waits
-- for another one itself, or for the one under way.
create or replace function belay.webhook_must_wait(
  p_endpoint_id integer,
  p_order_key bigint,
  p_id bigint,
  p_moment timestamptz
)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select p_order_key is not null
    and (
      exists (
        select
        from belay.webhook_deliveries older
        where older.endpoint_id = p_endpoint_id
          and older.order_key = p_order_key
          and older.dead_at is null
          and older.id < p_id
          and older.due_at < 'infinity'
      )
      or exists (
        select
        from belay.webhook_lanes l
        join belay.webhook_deliveries other on other.id = l.delivery_id
        where l.endpoint_id = p_endpoint_id
          and l.order_key = p_order_key
          and l.delivery_id <> p_id
          and other.leased_until > p_moment
      )
    )
$$;

-- Which of the deliveries at the front of an ordered endpoint may go, at most p_limit. What has to wait there is set aside.
-- The caller holds the lock on the endpoint. It looks at a bounded number of rows; each is set aside once and woken
-- once, so that the work for a delivery does not grow with the backlog.
create or replace function belay.first_webhook_deliveries(p_endpoint_id integer, p_limit integer, p_moment timestamptz)
returns bigint[]
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_sort = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  first bigint[];
  waiting bigint[];
begin
  for round in 1 .. 10 loop
    select
      coalesce(array_agg(c.id) filter (where not c.must_wait), '{}'),
      coalesce(array_agg(c.id) filter (where c.must_wait), '{}')
    into first, waiting
    from (
      select d.id, belay.webhook_must_wait(p_endpoint_id, d.order_key, d.id, p_moment) as must_wait
      from belay.webhook_deliveries d
      where d.endpoint_id = p_endpoint_id
        and d.dead_at is null
        and d.due_at <= p_moment
        and (d.leased_until is null or d.leased_until <= p_moment)
      order by d.due_at, d.id
      limit p_limit
    ) as c;
    exit when waiting = '{}';

    update belay.webhook_deliveries d
    set due_at = 'infinity'
    where d.id = any (waiting);
  end loop;
  return first;
end
$$;

-- Ends what was under way for these order keys, and wakes the oldest that waits behind each of them. The caller holds
-- the locks on the endpoints, so what was set aside is seen here.
create or replace function belay.wake_webhook_followers(p_delivery_ids bigint[], p_moment timestamptz)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
begin
  with ended as (
    delete from belay.webhook_lanes l
    where l.delivery_id = any (p_delivery_ids)
    returning l.endpoint_id, l.order_key
  )
  update belay.webhook_deliveries d
  set due_at = p_moment
  from ended
  cross join lateral (
    select w.id, w.due_at
    from belay.webhook_deliveries w
    where w.endpoint_id = ended.endpoint_id
      and w.order_key = ended.order_key
      and w.dead_at is null
    order by w.id
    limit 1
  ) as first
  where d.id = first.id
    and first.due_at = 'infinity';
end
$$;

-- Which endpoints a claim is for, and how many of each: a JSON object {"name": 0 to 1000}, or null for all.
create or replace function belay.check_webhook_quotas(p_endpoints jsonb)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_endpoints is null then
    return;
  end if;
  if jsonb_typeof(p_endpoints) <> 'object' or exists (
    select
    from jsonb_each(p_endpoints) as quota
    where case
      when jsonb_typeof(quota.value) = 'number' then quota.value::text::numeric not between 0 and 1000
      else true
    end
  ) then
    raise exception 'belay: endpoints must be a JSON object of a number from 0 to 1000 for each name'
      using errcode = '22023';
  end if;
end
$$;

-- How long a lease lasts.
create or replace function belay.check_webhook_lease(p_lease_ms bigint)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_lease_ms is null or p_lease_ms not between 1 and 3600000 then
    raise exception 'belay: a lease must last from 1 to 3600000 ms' using errcode = '22023';
  end if;
end
$$;

-- Leases up to p_limit deliveries that are due, the oldest of each endpoint first, and returns them with what is to be
-- sent. What is paused, disabled, not named in p_endpoints, or leased already is left alone; a lease that ran out
-- counts as a failed attempt. At an ordered endpoint one delivery for each order key is given out.
create or replace function public.claim_webhook_deliveries(
  p_limit integer,
  p_lease_ms bigint,
  p_endpoints jsonb default null
)
returns table (
  delivery_id bigint,
  lease bigint,
  leased_until timestamptz,
  endpoint text,
  url text,
  event_id uuid,
  operation text,
  table_schema text,
  table_name text,
  occurred_at timestamptz,
  attempt integer,
  keys_only boolean,
  payload text
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_sort = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  target record;
  claim bigint;
  moment timestamptz;
  expiry timestamptz;
  room integer := p_limit;
  most integer;
  locked integer[];
  first bigint[];
  claimed integer;
begin
  perform belay.require_service_role();
  if p_limit is null or p_limit not between 1 and 1000 then
    raise exception 'belay: limit must be 1 to 1000' using errcode = '22023';
  end if;
  perform belay.check_webhook_lease(p_lease_ms);
  perform belay.check_webhook_quotas(p_endpoints);

  -- At an ordered endpoint one claims or completes at a time: else a delivery could be set aside behind another one in
  -- the moment in which that is settled, and nobody would wake it. One that becomes active or ordered while this waits for
  -- the locks has to wait for the next claim.
  locked := array(
    select e.id
    from belay.webhook_endpoints e
    where e.ordered
      and e.state = 'active'
      and (p_endpoints is null or p_endpoints ? e.name)
    order by e.id
    for no key update
  );

  claim := nextval('belay.webhook_lease_seq');
  moment := clock_timestamp();
  expiry := moment + p_lease_ms * interval '1 millisecond';

  -- In any order, so that with more work than room none is always the last.
  for target in
    select
      e.id,
      e.name,
      e.ordered,
      coalesce(e.url, belay.webhook_url_setting(e.name)) as url,
      coalesce((p_endpoints ->> e.name)::numeric::integer, p_limit) as quota
    from belay.webhook_endpoints e
    where e.state = 'active'
      and (p_endpoints is null or p_endpoints ? e.name)
      and (not e.ordered or e.id = any (locked))
    order by random()
  loop
    most := least(room, target.quota);
    exit when room = 0;
    if target.ordered then
      first := belay.first_webhook_deliveries(target.id, most, moment);
      most := cardinality(first);
    end if;

    return query
      with picked as (
        select d.id, d.lease, d.attempts
        from belay.webhook_deliveries d
        where d.endpoint_id = target.id
          and d.dead_at is null
          and d.due_at <= moment
          and (d.leased_until is null or d.leased_until <= moment)
          and (not target.ordered or d.id = any (first))
        order by d.due_at, d.id
        limit most
        for update skip locked
      ),
      leased as (
        update belay.webhook_deliveries d
        set
          lease = claim,
          leased_until = expiry,
          attempts = d.attempts + 1
        from picked
        where d.id = picked.id
        returning d.id, d.order_key, d.attempts
      ),
      under_way as (
        insert into belay.webhook_lanes (endpoint_id, order_key, delivery_id)
        select target.id, l.order_key, l.id
        from leased l
        where target.ordered
          and l.order_key is not null
        on conflict on constraint webhook_lanes_pkey do update
        set delivery_id = excluded.delivery_id
      ),
      -- Whoever held it before did not say what became of it.
      expired as (
        insert into belay.webhook_attempts (delivery_id, lease, attempt, attempted_at, outcome)
        select p.id, p.lease, p.attempts, moment, 'expired'
        from picked p
        where p.lease is not null
      )
      select
        l.id, claim, expiry, target.name, target.url, o.event_id, o.operation, o.table_schema, o.table_name,
        o.occurred_at, l.attempts, o.keys_only, o.payload
      from leased l
      join belay.webhook_outbox o on o.id = l.id;
    get diagnostics claimed = row_count;
    room := room - claimed;
  end loop;
end
$$;

comment on function public.claim_webhook_deliveries(integer, bigint, jsonb) is
  'Belay RPC for service_role. Leases deliveries that are due. Runbook: Webhooks Operations.';
revoke all on function public.claim_webhook_deliveries(integer, bigint, jsonb)
  from public, anon, authenticated, service_role;
grant execute on function public.claim_webhook_deliveries(integer, bigint, jsonb) to service_role;

-- The results of a batch as rows, in the order of ids, in which their deliveries are locked.
create or replace function belay.webhook_results(p_results jsonb)
returns table (
  id bigint,
  lease bigint,
  outcome text,
  status integer,
  error text,
  retry_in_ms bigint,
  duration_ms bigint
)
language sql
immutable
rows 100
set search_path = pg_catalog, pg_temp
as $$
  select r.id, r.lease, r.outcome, r.status, r.error, r.retry_in_ms, r.duration_ms
  from jsonb_to_recordset(p_results) as r (
    id bigint, lease bigint, outcome text, status integer, error text, retry_in_ms bigint, duration_ms bigint
  )
  order by r.id
$$;

-- Refuses a batch with an entry that is no result. An error is a fixed word, never what an endpoint has said.
create or replace function belay.check_webhook_results(p_results jsonb)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  sound bigint;
begin
  if p_results is null or jsonb_typeof(p_results) <> 'array' or jsonb_array_length(p_results) > 1000 then
    raise exception 'belay: results must be a JSON array of at most 1000 entries' using errcode = '22023';
  end if;

  begin
    select count(*)
    into sound
    from belay.webhook_results(p_results) as r
    where r.id is not null
      and r.lease is not null
      and r.outcome in ('delivered', 'retry', 'dead', 'gone')
      and (r.retry_in_ms is not null) = (r.outcome = 'retry')
      and coalesce(r.retry_in_ms, 0) between 0 and 2592000000
      and coalesce(r.status, 100) between 100 and 599
      and coalesce(r.duration_ms, 0) between 0 and 2147483647
      and coalesce(case when octet_length(r.error) > 40 then '?' else r.error end, 'none') collate "C" ~ '^[a-z][a-z0-9_]*$';
  exception
    when data_exception then
      -- The messages of the conversions repeat what they could not convert.
      sound := -1;
  end;

  if sound <> jsonb_array_length(p_results) then
    raise exception 'belay: each result needs an id, a lease, an outcome, and retry_in_ms if it is a retry'
      using errcode = '22023';
  end if;
end
$$;

-- Notes what became of up to 1000 deliveries, as a JSON array of objects {"id": number, "lease": number,
-- "outcome": "delivered" | "retry" | "dead" | "gone", "status": HTTP status, "error": word, "retry_in_ms": number,
-- "duration_ms": number}. retry_in_ms is for retry only and at most 30 days; status, error and duration_ms may be missing.
-- A delivered one leaves the queue; retry puts it off; dead makes it a dead letter; gone keeps it and disables its
-- endpoint. A lease that has run out counts as long as nobody else has claimed.
-- Returns those whose result did not count: lease_lost where another claim has taken over, unknown where no such
-- delivery is unfinished. What was noted before is not among them, so a call whose answer was lost may be repeated.
create or replace function public.complete_webhook_deliveries(p_results jsonb)
returns table (
  delivery_id bigint,
  reason text
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  moment timestamptz;
  ordered boolean;
  noted bigint;
  settled bigint[];
  gone integer[];
begin
  perform belay.require_service_role();
  perform belay.check_webhook_results(p_results);

  -- Locks of endpoints in the order of ids, then rows in the order of ids: nobody waits in a circle.
  if exists (select from belay.webhook_endpoints e where e.ordered) then
    perform
    from belay.webhook_endpoints e
    where e.ordered
      and e.id in (
        select d.endpoint_id
        from belay.webhook_results(p_results) as r
        join belay.webhook_deliveries d on d.id = r.id
      )
    order by e.id
    for no key update;
    ordered := found;
  end if;
  moment := clock_timestamp();

  with result as materialized (
    select r.id, r.lease, r.outcome, r.status, r.error, r.retry_in_ms, r.duration_ms
    from belay.webhook_results(p_results) as r
  ),
  delivered as (
    delete from belay.webhook_deliveries d
    using result r
    where d.id = r.id
      and d.lease = r.lease
      and r.outcome = 'delivered'
    returning
      d.id, d.endpoint_id, d.attempts, null::timestamptz as next_at, r.lease, r.outcome, r.status, r.error, r.duration_ms
  ),
  kept as (
    update belay.webhook_deliveries d
    set
      lease = null,
      leased_until = null,
      due_at = moment + coalesce(r.retry_in_ms, 0) * interval '1 millisecond',
      dead_at = case r.outcome when 'dead' then moment end
    from result r
    where d.id = r.id
      and d.lease = r.lease
      and r.outcome <> 'delivered'
    returning
      d.id, d.endpoint_id, d.attempts, case r.outcome when 'dead' then null else d.due_at end as next_at,
      r.lease, r.outcome, r.status, r.error, r.duration_ms
  ),
  change as materialized (
    select delivered.* from delivered
    union all
    select kept.* from kept
  ),
  logged as (
    insert into belay.webhook_attempts (
      delivery_id, lease, attempt, attempted_at, outcome, status, error, next_at, duration_ms
    )
    select c.id, c.lease, c.attempts, moment, c.outcome, c.status, c.error, c.next_at, c.duration_ms
    from change c
  )
  select
    count(*),
    array_agg(c.id) filter (where ordered),
    array_agg(c.endpoint_id) filter (where c.outcome = 'gone')
  into noted, settled, gone
  from change c;

  if ordered then
    perform belay.wake_webhook_followers(settled, moment);
  end if;
  if gone is not null then
    perform
    from belay.webhook_endpoints e
    where e.id = any (gone)
    order by e.id
    for no key update;

    update belay.webhook_endpoints e
    set
      state = 'disabled',
      state_reason = 'gone',
      state_changed_at = moment
    where e.id = any (gone)
      and e.state <> 'disabled';
  end if;

  if noted < jsonb_array_length(p_results) then
    return query
      select r.id, case when d.id is null then 'unknown' else 'lease_lost' end
      from belay.webhook_results(p_results) as r
      left join belay.webhook_deliveries d on d.id = r.id
      where not exists (
        select
        from belay.webhook_attempts a
        where a.delivery_id = r.id
          and a.lease = r.lease
          and a.outcome <> 'expired'
      );
  end if;
end
$$;

comment on function public.complete_webhook_deliveries(jsonb) is
  'Belay RPC for service_role. Notes what became of leased deliveries. Runbook: Webhooks Operations.';
revoke all on function public.complete_webhook_deliveries(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.complete_webhook_deliveries(jsonb) to service_role;

-- The ids and leases of a batch as rows, in the order of ids. Refuses what is no JSON array of at most 1000 objects
-- {"id": number, "lease": number}.
create or replace function belay.webhook_leases(p_leases jsonb)
returns table (
  id bigint,
  lease bigint
)
language plpgsql
immutable
rows 100
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_leases is null or jsonb_typeof(p_leases) <> 'array' or jsonb_array_length(p_leases) > 1000 then
    raise exception 'belay: leases must be a JSON array of at most 1000 entries' using errcode = '22023';
  end if;
  begin
    return query
      select r.id, r.lease
      from jsonb_to_recordset(p_leases) as r (id bigint, lease bigint)
      order by r.id;
  exception
    when data_exception then
      raise exception 'belay: each lease needs an id and a lease' using errcode = '22023';
  end;
end
$$;

-- Makes leases last for another while from now on. Returns those that are no longer held: their deliveries may be under
-- way with somebody else.
create or replace function public.extend_webhook_leases(p_leases jsonb, p_lease_ms bigint)
returns table (
  delivery_id bigint,
  reason text
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
begin
  perform belay.require_service_role();
  perform belay.check_webhook_lease(p_lease_ms);

  return query
    with extended as (
      update belay.webhook_deliveries d
      set leased_until = clock_timestamp() + p_lease_ms * interval '1 millisecond'
      from belay.webhook_leases(p_leases) as r
      where d.id = r.id
        and d.lease = r.lease
      returning d.id
    )
    select r.id, case when d.id is null then 'unknown' else 'lease_lost' end
    from belay.webhook_leases(p_leases) as r
    left join belay.webhook_deliveries d on d.id = r.id
    where not exists (select from extended e where e.id = r.id);
end
$$;

comment on function public.extend_webhook_leases(jsonb, bigint) is
  'Belay RPC for service_role. Prolongs the leases of deliveries that are under way. Runbook: Webhooks Operations.';
revoke all on function public.extend_webhook_leases(jsonb, bigint) from public, anon, authenticated, service_role;
grant execute on function public.extend_webhook_leases(jsonb, bigint) to service_role;

-- Gives back what was claimed and not sent, so that others need not wait for the lease to run out; it does not count as
-- an attempt. Returns how many that were.
create or replace function public.release_webhook_deliveries(p_leases jsonb)
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  released integer;
begin
  perform belay.require_service_role();

  update belay.webhook_deliveries d
  set
    lease = null,
    leased_until = null,
    attempts = d.attempts - 1
  from belay.webhook_leases(p_leases) as r
  where d.id = r.id
    and d.lease = r.lease;
  get diagnostics released = row_count;
  return released;
end
$$;

comment on function public.release_webhook_deliveries(jsonb) is
  'Belay RPC for service_role. Gives back deliveries that were claimed and not sent. Runbook: Webhooks Operations.';
revoke all on function public.release_webhook_deliveries(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.release_webhook_deliveries(jsonb) to service_role;

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126110300' $$;

-- ==== 20261126110400_webhook_endpoint_rpcs.sql

-- The RPCs of an operator about endpoints: set up, list, pause, resume, and whether both sides have the same secret.

-- Makes an endpoint, or changes what is not null of it; an empty URL removes its URL. An endpoint that is made without a URL
-- takes that of the runbook's setting, or else that of the dispatcher's configuration.
create or replace function public.upsert_webhook_endpoint(
  p_name text,
  p_url text default null,
  p_ordered boolean default null,
  p_max_payload_bytes integer default null,
  p_mode text default null
)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  was_ordered boolean;
  changed_id integer;
begin
  perform belay.require_service_role();
  if p_url <> '' and not belay.is_webhook_url(p_url) then
    raise exception 'belay: an endpoint''s URL must be https, without user and fragment, of at most 2048 visible characters'
      using errcode = '22023';
  end if;
  if p_max_payload_bytes not between 2048 and 16777216 then
    raise exception 'belay: the largest payload must be 2048 to 16777216 bytes' using errcode = '22023';
  end if;
  if p_mode not in ('outbox', 'pg_net') then
    raise exception 'belay: the mode must be outbox or pg_net' using errcode = '22023';
  end if;

  perform belay.ensure_webhook_endpoint(p_name);
  select e.id, e.ordered
  into changed_id, was_ordered
  from belay.webhook_endpoints e
  where e.name = p_name
  for no key update;
  update belay.webhook_endpoints e
  set
    url = case when p_url is null then e.url else nullif(p_url, '') end,
    ordered = coalesce(p_ordered, e.ordered),
    max_payload_bytes = coalesce(p_max_payload_bytes, e.max_payload_bytes),
    mode = coalesce(p_mode, e.mode)
  where e.id = changed_id;

  -- Nobody waits for anybody any more.
  if was_ordered and not p_ordered then
    delete from belay.webhook_lanes l where l.endpoint_id = changed_id;
    update belay.webhook_deliveries d
    set due_at = now()
    where d.endpoint_id = changed_id
      and d.dead_at is null
      and d.due_at = 'infinity';
  end if;
end
$$;

comment on function public.upsert_webhook_endpoint(text, text, boolean, integer, text) is
  'Belay RPC for service_role. Makes or changes a webhook endpoint. Runbook: Webhooks Operations, Setup.';
revoke all on function public.upsert_webhook_endpoint(text, text, boolean, integer, text)
  from public, anon, authenticated, service_role;
grant execute on function public.upsert_webhook_endpoint(text, text, boolean, integer, text) to service_role;

-- All endpoints. url_source says where the URL comes from: endpoint; setting, of the runbook; bad_setting, where that is
-- none that can be used; none, where the dispatcher has to know.
create or replace function public.list_webhook_endpoints()
returns table (
  endpoint text,
  url text,
  url_source text,
  mode text,
  ordered boolean,
  max_payload_bytes integer,
  state text,
  state_reason text,
  state_changed_at timestamptz,
  signing_fingerprint text,
  signing_fingerprint_at timestamptz
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();

  return query
    select
      e.name,
      coalesce(e.url, setting.url),
      case
        when e.url is not null then 'endpoint'
        when setting.url is not null then 'setting'
        when belay.database_setting(belay.webhook_url_setting_name(e.name)) is not null then 'bad_setting'
        else 'none'
      end,
      e.mode, e.ordered, e.max_payload_bytes, e.state, e.state_reason, e.state_changed_at,
      e.signing_fingerprint, e.signing_fingerprint_at
    from belay.webhook_endpoints e
    cross join lateral belay.webhook_url_setting(e.name) as setting (url)
    order by e.name;
end
$$;

comment on function public.list_webhook_endpoints() is
  'Belay RPC for service_role. Lists the webhook endpoints. Runbook: Webhooks Operations, Setup.';
revoke all on function public.list_webhook_endpoints() from public, anon, authenticated, service_role;
grant execute on function public.list_webhook_endpoints() to service_role;

-- Stops deliveries to an endpoint; those under way end as they end. Events are still recorded. Returns false where it was
-- not active.
create or replace function public.pause_webhook_endpoint(p_name text, p_reason text default null)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  paused_id integer;
begin
  perform belay.require_service_role();
  paused_id := belay.webhook_endpoint_id(p_name);
  if octet_length(p_reason) > 200 then
    raise exception 'belay: a reason must not be longer than 200 bytes' using errcode = '22023';
  end if;

  update belay.webhook_endpoints e
  set
    state = 'paused',
    state_reason = p_reason,
    state_changed_at = now()
  where e.id = paused_id
    and e.state = 'active';
  return found;
end
$$;

comment on function public.pause_webhook_endpoint(text, text) is
  'Belay RPC for service_role. Stops deliveries to an endpoint for a while. Runbook: Webhook Incident.';
revoke all on function public.pause_webhook_endpoint(text, text) from public, anon, authenticated, service_role;
grant execute on function public.pause_webhook_endpoint(text, text) to service_role;

-- Lets deliveries to a paused or disabled endpoint go on. Returns false where it was active.
create or replace function public.resume_webhook_endpoint(p_name text)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  resumed_id integer;
begin
  perform belay.require_service_role();
  resumed_id := belay.webhook_endpoint_id(p_name);

  update belay.webhook_endpoints e
  set
    state = 'active',
    state_reason = null,
    state_changed_at = now()
  where e.id = resumed_id
    and e.state <> 'active';
  if not found then
    return false;
  end if;
  perform pg_notify('belay_webhook_outbox', '');
  return true;
end
$$;

comment on function public.resume_webhook_endpoint(text) is
  'Belay RPC for service_role. Ends what pause_webhook_endpoint or a 410 began. Runbook: Webhook Incident.';
revoke all on function public.resume_webhook_endpoint(text) from public, anon, authenticated, service_role;
grant execute on function public.resume_webhook_endpoint(text) to service_role;

-- Notes which secret a dispatcher signs with, by its fingerprint; null where it signs with none.
create or replace function public.record_webhook_fingerprint(p_name text, p_fingerprint text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  signed_id integer;
begin
  perform belay.require_service_role();
  signed_id := belay.webhook_endpoint_id(p_name);
  if octet_length(p_fingerprint) <> 16 or p_fingerprint collate "C" !~ '^[0-9a-f]+$' then
    raise exception 'belay: a fingerprint must be 16 hexadecimal digits, in lower case' using errcode = '22023';
  end if;

  update belay.webhook_endpoints e
  set
    signing_fingerprint = p_fingerprint,
    signing_fingerprint_at = now()
  where e.id = signed_id;
end
$$;

comment on function public.record_webhook_fingerprint(text, text) is
  'Belay RPC for service_role. Notes the fingerprint of the secret that a dispatcher signs with. Runbook: Webhooks Operations, Security.';
revoke all on function public.record_webhook_fingerprint(text, text) from public, anon, authenticated, service_role;
grant execute on function public.record_webhook_fingerprint(text, text) to service_role;

-- The fingerprint of the secret that the database itself holds for an endpoint (null: for any), and where: vault or setting.
-- No row where it holds none. See belay.webhook_secret_fingerprint().
create or replace function public.get_webhook_secret_fingerprint(p_name text default null)
returns table (
  source text,
  fingerprint text
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();

  return query
    select s.source, belay.webhook_secret_fingerprint(s.secret)
    from belay.webhook_secret(coalesce(p_name, '')) as s;
end
$$;

comment on function public.get_webhook_secret_fingerprint(text) is
  'Belay RPC for service_role. The fingerprint of the webhook secret in the database. Runbook: Webhooks Operations, Security.';
revoke all on function public.get_webhook_secret_fingerprint(text) from public, anon, authenticated, service_role;
grant execute on function public.get_webhook_secret_fingerprint(text) to service_role;

-- Which tables send what to which endpoint. enabled is false where somebody has switched the trigger off.
create or replace function public.list_webhook_watches()
returns table (
  endpoint text,
  table_schema text,
  table_name text,
  operations text,
  options text,
  enabled boolean
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();

  return query
    select
      args.endpoint,
      n.nspname::text,
      c.relname::text,
      concat_ws(
        ',',
        case when t.tgtype & 4 > 0 then 'INSERT' end,
        case when t.tgtype & 16 > 0 then 'UPDATE' end,
        case when t.tgtype & 8 > 0 then 'DELETE' end,
        case when t.tgtype & 32 > 0 then 'TRUNCATE' end
      ),
      coalesce(nullif(args.options, ''), '{}'),
      t.tgenabled <> 'D'
    from pg_catalog.pg_trigger t
    join pg_catalog.pg_class c on c.oid = t.tgrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    -- Each argument ends in a zero byte.
    cross join lateral (
      select position('\x00'::bytea in t.tgargs) as length
    ) as first
    cross join lateral (
      select
        convert_from(substr(t.tgargs, 1, first.length - 1), getdatabaseencoding()) as endpoint,
        convert_from(
          substr(t.tgargs, first.length + 1, greatest(length(t.tgargs) - first.length - 1, 0)), getdatabaseencoding()
        ) as options
    ) as args
    where t.tgfoid = 'belay.capture_row_change()'::regprocedure
      and t.tgparentid = 0
      and first.length > 0
    order by 2, 3, 1, 4;
end
$$;

comment on function public.list_webhook_watches() is
  'Belay RPC for service_role. Lists the tables that send events. Runbook: Webhooks Operations, Setup.';
revoke all on function public.list_webhook_watches() from public, anon, authenticated, service_role;
grant execute on function public.list_webhook_watches() to service_role;

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126110400' $$;

-- ==== 20261126110500_webhook_operation_rpcs.sql

-- The RPCs of an operator about events: how much is waiting, what happened to it, send again, and throw away the old.

-- How much each endpoint has to do. waiting: due, put off after a failure, or behind another one; in_flight: leased; dead:
-- dead letters. oldest_at is when the oldest event happened that is waiting or in flight. It reads the whole backlog, so ask
-- every few seconds, not more often.
create or replace function public.list_webhook_backlog()
returns table (
  endpoint text,
  state text,
  waiting bigint,
  in_flight bigint,
  dead bigint,
  oldest_at timestamptz
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();

  return query
    select
      e.name,
      e.state,
      coalesce(b.waiting, 0),
      coalesce(b.in_flight, 0),
      coalesce(b.dead, 0),
      o.occurred_at
    from belay.webhook_endpoints e
    left join (
      select
        d.endpoint_id,
        count(*) filter (where d.dead_at is null and (d.leased_until is null or d.leased_until <= now())) as waiting,
        count(*) filter (where d.dead_at is null and d.leased_until > now()) as in_flight,
        count(d.dead_at) as dead,
        min(d.id) filter (where d.dead_at is null) as oldest_id
      from belay.webhook_deliveries d
      group by d.endpoint_id
    ) as b on b.endpoint_id = e.id
    left join belay.webhook_outbox o on o.id = b.oldest_id
    order by e.name;
end
$$;

comment on function public.list_webhook_backlog() is
  'Belay RPC for service_role. How much each endpoint has to do. Runbook: Webhooks Operations, Observability.';
revoke all on function public.list_webhook_backlog() from public, anon, authenticated, service_role;
grant execute on function public.list_webhook_backlog() to service_role;

-- Sends events again, as they are, under their old ids: those that were delivered, and dead letters; what is still
-- waiting stays as it is. By id, endpoint, table and time, each of which may be null, p_from included, p_until not; a
-- replay of everything is refused. It looks at up to p_limit events after p_after_id; while more is true, call it again
-- with last_id. A dry run, which is the default, only counts.
create or replace function public.replay_webhook_events(
  p_endpoint text default null,
  p_event_id uuid default null,
  p_table_schema text default null,
  p_table_name text default null,
  p_from timestamptz default null,
  p_until timestamptz default null,
  p_only_dead boolean default false,
  p_after_id bigint default 0,
  p_limit integer default 1000,
  p_dry_run boolean default true
)
returns table (
  matched bigint,
  replayed bigint,
  last_id bigint,
  more boolean
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
  wanted_endpoint_id integer;
  chosen bigint[];
begin
  perform belay.require_service_role();
  if num_nonnulls(p_endpoint, p_event_id, p_table_name, p_from, p_until) = 0 then
    raise exception 'belay: say which events: by endpoint, id, table or time' using errcode = '22023';
  end if;
  if p_limit is null or p_limit not between 1 and 10000 then
    raise exception 'belay: limit must be 1 to 10000' using errcode = '22023';
  end if;
  if p_endpoint is not null then
    wanted_endpoint_id := belay.webhook_endpoint_id(p_endpoint);
  end if;

  -- Locked, so that trim_webhook_outbox does not remove an event in the moment in which it is queued again.
  chosen := array(
    select o.id
    from belay.webhook_outbox o
    where o.id > coalesce(p_after_id, 0)
      and (p_event_id is null or o.event_id = p_event_id)
      and (wanted_endpoint_id is null or o.endpoint_id = wanted_endpoint_id)
      and (p_table_schema is null or o.table_schema = p_table_schema)
      and (p_table_name is null or o.table_name = p_table_name)
      and (p_from is null or o.occurred_at >= p_from)
      and (p_until is null or o.occurred_at < p_until)
      and not exists (
        select from belay.webhook_deliveries d where d.id = o.id and d.dead_at is null
      )
      and (
        not coalesce(p_only_dead, false)
        or exists (select from belay.webhook_deliveries d where d.id = o.id and d.dead_at is not null)
      )
    order by o.id
    limit p_limit
    for update of o
  );

  matched := cardinality(chosen);
  replayed := 0;
  last_id := chosen[cardinality(chosen)];
  more := cardinality(chosen) = p_limit;
  if not coalesce(p_dry_run, true) and matched > 0 then
    insert into belay.webhook_deliveries as d (id, endpoint_id, due_at, order_key)
    select o.id, o.endpoint_id, now(), o.order_key
    from belay.webhook_outbox o
    where o.id = any (chosen)
    order by o.id
    on conflict (id) do update
    set
      due_at = now(),
      attempts = 0,
      dead_at = null
    where d.dead_at is not null;
    get diagnostics replayed = row_count;
    perform pg_notify('belay_webhook_outbox', '');
  end if;
  return next;
end
$$;

comment on function public.replay_webhook_events(
  text, uuid, text, text, timestamptz, timestamptz, boolean, bigint, integer, boolean
) is 'Belay RPC for service_role. Sends events again; a dry run by default. Runbook: Webhook Incident, replay.';
revoke all on function public.replay_webhook_events(
  text, uuid, text, text, timestamptz, timestamptz, boolean, bigint, integer, boolean
) from public, anon, authenticated, service_role;
grant execute on function public.replay_webhook_events(
  text, uuid, text, text, timestamptz, timestamptz, boolean, bigint, integer, boolean
) to service_role;

-- Removes up to p_limit of the oldest events from before the given moment that were delivered, with p_dead also dead
-- letters, and the log of their attempts. What is waiting stays, however old. Returns how many events that were: call it
-- until it is 0. What was removed cannot be replayed.
create or replace function public.trim_webhook_outbox(
  p_before timestamptz,
  p_limit integer default 10000,
  p_dead boolean default false
)
returns bigint
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  old bigint[];
begin
  perform belay.require_service_role();
  if p_before is null or not isfinite(p_before) then
    raise exception 'belay: a moment to trim before is needed' using errcode = '22023';
  end if;
  if p_limit is null or p_limit not between 1 and 100000 then
    raise exception 'belay: limit must be 1 to 100000' using errcode = '22023';
  end if;

  old := array(
    select o.id
    from belay.webhook_outbox o
    where o.occurred_at < p_before
      and not exists (
        select
        from belay.webhook_deliveries d
        where d.id = o.id
          and (d.dead_at is null or not coalesce(p_dead, false))
      )
    order by o.id
    limit p_limit
    for update of o skip locked
  );
  -- Again, now that they are locked: a replay may have queued one.
  delete from belay.webhook_deliveries d where d.id = any (old) and d.dead_at is not null;
  old := array(
    select o.id
    from unnest(old) as o (id)
    where not exists (select from belay.webhook_deliveries d where d.id = o.id)
  );
  delete from belay.webhook_attempts a where a.delivery_id = any (old);
  delete from belay.webhook_outbox o where o.id = any (old);
  return cardinality(old);
end
$$;

comment on function public.trim_webhook_outbox(timestamptz, integer, boolean) is
  'Belay RPC for service_role. Removes old events that were delivered. Runbook: Webhooks Operations.';
revoke all on function public.trim_webhook_outbox(timestamptz, integer, boolean)
  from public, anon, authenticated, service_role;
grant execute on function public.trim_webhook_outbox(timestamptz, integer, boolean) to service_role;

-- What became of each attempt to deliver an event, oldest first.
create or replace function public.list_webhook_attempts(p_event_id uuid)
returns table (
  delivery_id bigint,
  lease bigint,
  attempt integer,
  attempted_at timestamptz,
  outcome text,
  status integer,
  error text,
  next_at timestamptz,
  duration_ms integer
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();

  return query
    select
      a.delivery_id, a.lease, a.attempt, a.attempted_at, a.outcome, a.status::integer, a.error, a.next_at, a.duration_ms
    from belay.webhook_outbox o
    join belay.webhook_attempts a on a.delivery_id = o.id
    where o.event_id = p_event_id
    order by a.lease;
end
$$;

comment on function public.list_webhook_attempts(uuid) is
  'Belay RPC for service_role. Lists the attempts to deliver an event. Runbook: Webhook Incident.';
revoke all on function public.list_webhook_attempts(uuid) from public, anon, authenticated, service_role;
grant execute on function public.list_webhook_attempts(uuid) to service_role;

-- Dead letters, newest first, before the given delivery (null: from the newest), with what their last attempt met.
create or replace function public.list_webhook_dead_letters(
  p_endpoint text default null,
  p_before_id bigint default null,
  p_limit integer default 100
)
returns table (
  delivery_id bigint,
  event_id uuid,
  endpoint text,
  table_schema text,
  table_name text,
  operation text,
  occurred_at timestamptz,
  dead_at timestamptz,
  attempts integer,
  status integer,
  error text
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
  wanted_endpoint_id integer;
begin
  perform belay.require_service_role();
  if p_limit is null or p_limit not between 1 and 1000 then
    raise exception 'belay: limit must be 1 to 1000' using errcode = '22023';
  end if;
  if p_endpoint is not null then
    wanted_endpoint_id := belay.webhook_endpoint_id(p_endpoint);
  end if;

  return query
    select
      d.id, o.event_id, e.name, o.table_schema, o.table_name, o.operation, o.occurred_at, d.dead_at, d.attempts,
      last.status::integer, last.error
    from belay.webhook_deliveries d
    join belay.webhook_outbox o on o.id = d.id
    join belay.webhook_endpoints e on e.id = d.endpoint_id
    left join lateral (
      select a.status, a.error
      from belay.webhook_attempts a
      where a.delivery_id = d.id
      order by a.lease desc
      limit 1
    ) as last on true
    where d.dead_at is not null
      and (wanted_endpoint_id is null or d.endpoint_id = wanted_endpoint_id)
      and (p_before_id is null or d.id < p_before_id)
    order by d.id desc
    limit p_limit;
end
$$;

comment on function public.list_webhook_dead_letters(text, bigint, integer) is
  'Belay RPC for service_role. Lists deliveries that were given up. Runbook: Webhook Incident.';
revoke all on function public.list_webhook_dead_letters(text, bigint, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.list_webhook_dead_letters(text, bigint, integer) to service_role;

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126110500' $$;

-- ==== 20261126110600_pg_net_delivery.sql

-- Delivery from inside the database, for endpoints whose mode is pg_net: the extension pg_net of Supabase posts what it is
-- handed, after the commit.
--
-- Its limits: it tries once, whatever the answer is, and there is no log of attempts. Its queue is an unlogged table, so a
-- crash of the server empties it; and a worker that dies in the middle of a batch sends that batch again. So an event may
-- be lost and may come twice. Each body is cut at 64 KiB. Every role of the database can read the queue: the body, and the
-- signature, though not the secret. It knows one database for each server. Use the outbox for what must arrive.

-- May this function be called with the rights of the schema's owner? Only one that a superuser or that owner made: anybody
-- who may create a schema could put another one in its place.
create or replace function belay.is_trusted_function(p_function regprocedure)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select
    from pg_catalog.pg_proc p
    join pg_catalog.pg_roles r on r.oid = p.proowner
    where p.oid = p_function
      and (r.rolsuper or r.rolname = current_user)
  )
$$;

-- Hands an event to pg_net, signed if the database has a secret: see belay.webhook_secret(). The signature is over the very
-- bytes that pg_net sends, which are those of the event's text in UTF-8.
-- False where it was not taken, so that it can go into the outbox instead; whatever the reason, the writer goes on.
create or replace function belay.post_webhook(p_endpoint text, p_event jsonb)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  post regprocedure;
  url text;
  secret text;
  headers jsonb;
begin
  post := to_regprocedure('net.http_post(text,jsonb,jsonb,jsonb,integer)');
  url := (
    select coalesce(e.url, belay.webhook_url_setting(e.name)) from belay.webhook_endpoints e where e.name = p_endpoint
  );
  if url is null or post is null or not belay.is_trusted_function(post) then
    raise warning 'belay: an event for endpoint % was not handed to pg_net: %', p_endpoint,
      case when url is null then 'the endpoint has no URL' else 'the extension is not installed' end;
    return false;
  end if;

  secret := (select s.secret from belay.webhook_secret(p_endpoint) as s);
  headers := jsonb_build_object('Content-Type', 'application/json', 'X-Event-Type', p_event ->> 'type');
  -- A table may have a name that would be a header of its own.
  if p_event ->> 'table' collate "C" ~ '^[A-Za-z0-9_.-]+$' then
    headers := headers || jsonb_build_object('X-Table', p_event ->> 'table');
  end if;
  if secret is not null then
    headers := headers || jsonb_build_object(
      'X-Signature-HMAC',
      encode(belay.hmac_sha256(convert_to(p_event::text, 'utf8'), convert_to(secret, 'utf8')), 'hex')
    );
  end if;

  -- All five arguments, so that no other function of this name can be meant.
  perform net.http_post(url, p_event, '{}'::jsonb, headers, 8000);
  return true;
exception
  when others then
    -- The message may repeat what is being sent.
    raise warning 'belay: an event for endpoint % was not handed to pg_net: error %', p_endpoint, sqlstate;
    return false;
end
$$;

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126110600' $$;

-- ==== 20261126112000_idempotency.sql

-- Who is handling an event, and what came of it: a lease with an owner's token and an end, then the stored result.
-- Every time is measured by this database's clock, so that the clocks of two services are never compared.

create table if not exists belay.idempotency_keys (
  scope text not null check (scope operator(pg_catalog.~) '^[A-Za-z0-9._/-]{1,64}$'),
  id text not null check (pg_catalog.char_length(id) between 1 and 512),
  token uuid not null,
  expires_at timestamptz not null,
  result text check (pg_catalog.octet_length(result) <= 65536),
  primary key (scope, id)
);
create index if not exists idempotency_keys_expires_at_idx on belay.idempotency_keys (expires_at);

comment on table belay.idempotency_keys is
  'Leases on events that are being handled, and the results of those that were. Past expires_at a row is as good as none.';
comment on column belay.idempotency_keys.scope is 'The handler: two handlers of one event have a row each.';
comment on column belay.idempotency_keys.id is 'The event.';
comment on column belay.idempotency_keys.token is 'Drawn by the owner of the lease, who alone may commit, renew or release.';
comment on column belay.idempotency_keys.result is 'Null while the event is being handled.';

create or replace function belay.check_idempotency_key(p_scope text, p_id text, p_token uuid)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_scope is null or p_scope !~ '^[A-Za-z0-9._/-]{1,64}$' then
    raise exception 'belay: scope must be 1 to 64 letters, digits and ._/-' using errcode = '22023';
  end if;
  if p_id is null or char_length(p_id) not between 1 and 512 then
    raise exception 'belay: id must be 1 to 512 characters' using errcode = '22023';
  end if;
  if p_token is null then
    raise exception 'belay: a token is needed' using errcode = '22023';
  end if;
end
$$;

-- When a lease or a result ends that begins now.
create or replace function belay.idempotency_end(p_ms bigint, p_longest interval)
returns timestamptz
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_ms is null or p_ms < 1 or p_ms > extract(epoch from p_longest) * 1000 then
    raise exception 'belay: the time is out of its range' using errcode = '22023';
  end if;
  return clock_timestamp() + p_ms * interval '1 millisecond';
end
$$;

-- Takes the lease if nobody holds it and there is no result. The answer is one row: 'acquired'; 'in_progress' with
-- the milliseconds for which the lease can still last; or 'completed' with the result. Whoever has not heard the
-- answer asks again with the same token, and gets the lease that they hold already.
create or replace function public.begin_idempotency_lease(p_scope text, p_id text, p_token uuid, p_lease_ms bigint)
returns table (outcome text, remaining_ms bigint, result text)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  perform belay.require_service_role();
  perform belay.check_idempotency_key(p_scope, p_id, p_token);

  insert into belay.idempotency_keys as k (scope, id, token, expires_at)
  values (p_scope, p_id, p_token, belay.idempotency_end(p_lease_ms, interval '1 day'))
  -- Waits for whoever writes the row, and only then reads the clock.
  on conflict (scope, id) do update
  set
    token = p_token,
    expires_at = belay.idempotency_end(p_lease_ms, interval '1 day'),
    result = null
  where k.expires_at <= clock_timestamp() or (k.token = p_token and k.result is null);
  if found then
    return query select 'acquired'::text, null::bigint, null::text;
    return;
  end if;

  -- The row was locked above, so it is still there.
  return query
    select
      case when k.result is null then 'in_progress' else 'completed' end,
      greatest(0, ceil(extract(epoch from k.expires_at - clock_timestamp()) * 1000))::bigint,
      k.result
    from belay.idempotency_keys k
    where k.scope = p_scope and k.id = p_id;
end
$$;

comment on function public.begin_idempotency_lease(text, text, uuid, bigint) is
  'Belay RPC for service_role. Takes the lease on an event, or says who has been first. Runbook: Webhooks.';
revoke all on function public.begin_idempotency_lease(text, text, uuid, bigint)
  from public, anon, authenticated, service_role;
grant execute on function public.begin_idempotency_lease(text, text, uuid, bigint) to service_role;

-- Ends the lease with a result, which is kept for the given time. False where the lease is no longer the caller's;
-- true also where the caller has committed already.
create or replace function public.commit_idempotency_lease(
  p_scope text,
  p_id text,
  p_token uuid,
  p_result text,
  p_retention_ms bigint
)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  perform belay.check_idempotency_key(p_scope, p_id, p_token);
  if p_result is null or octet_length(p_result) > 65536 then
    raise exception 'belay: a result of at most 65536 bytes is needed' using errcode = '22023';
  end if;

  update belay.idempotency_keys k
  set
    result = coalesce(k.result, p_result),
    expires_at = case
      when k.result is null then belay.idempotency_end(p_retention_ms, interval '400 days')
      else k.expires_at
    end
  where k.scope = p_scope
    and k.id = p_id
    and k.token = p_token
    and k.expires_at > clock_timestamp();
  return found;
end
$$;

comment on function public.commit_idempotency_lease(text, text, uuid, text, bigint) is
  'Belay RPC for service_role. Stores what came of an event, and ends its lease. Runbook: Webhooks.';
revoke all on function public.commit_idempotency_lease(text, text, uuid, text, bigint)
  from public, anon, authenticated, service_role;
grant execute on function public.commit_idempotency_lease(text, text, uuid, text, bigint) to service_role;

-- Gives the lease back, so that the event can be handled at once. False where it is no longer the caller's.
create or replace function public.release_idempotency_lease(p_scope text, p_id text, p_token uuid)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  perform belay.check_idempotency_key(p_scope, p_id, p_token);

  delete from belay.idempotency_keys k
  where k.scope = p_scope
    and k.id = p_id
    and k.token = p_token
    and k.result is null
    and k.expires_at > clock_timestamp();
  return found;
end
$$;

comment on function public.release_idempotency_lease(text, text, uuid) is
  'Belay RPC for service_role. Gives the lease on an event back. Runbook: Webhooks.';
revoke all on function public.release_idempotency_lease(text, text, uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.release_idempotency_lease(text, text, uuid) to service_role;

-- The lease ends so long from now. False where it is no longer the caller's.
create or replace function public.renew_idempotency_lease(p_scope text, p_id text, p_token uuid, p_lease_ms bigint)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  perform belay.check_idempotency_key(p_scope, p_id, p_token);

  update belay.idempotency_keys k
  set expires_at = belay.idempotency_end(p_lease_ms, interval '1 day')
  where k.scope = p_scope
    and k.id = p_id
    and k.token = p_token
    and k.result is null
    and k.expires_at > clock_timestamp();
  return found;
end
$$;

comment on function public.renew_idempotency_lease(text, text, uuid, bigint) is
  'Belay RPC for service_role. Prolongs the lease on an event. Runbook: Webhooks.';
revoke all on function public.renew_idempotency_lease(text, text, uuid, bigint)
  from public, anon, authenticated, service_role;
grant execute on function public.renew_idempotency_lease(text, text, uuid, bigint) to service_role;

-- Removes rows whose time is over, at most so many; returns how many. Passes over what somebody is writing.
create or replace function public.trim_idempotency_keys(p_limit integer default 10000)
returns bigint
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  trimmed bigint;
begin
  perform belay.require_service_role();
  if p_limit is null or p_limit not between 1 and 100000 then
    raise exception 'belay: limit must be 1 to 100000' using errcode = '22023';
  end if;

  delete from belay.idempotency_keys k
  where (k.scope, k.id) in (
    select o.scope, o.id
    from belay.idempotency_keys o
    where o.expires_at <= clock_timestamp()
    order by o.expires_at
    limit p_limit
    for update skip locked
  );
  get diagnostics trimmed = row_count;
  return trimmed;
end
$$;

comment on function public.trim_idempotency_keys(integer) is
  'Belay RPC for service_role. Removes leases and results whose time is over. Runbook: Webhooks.';
revoke all on function public.trim_idempotency_keys(integer) from public, anon, authenticated, service_role;
grant execute on function public.trim_idempotency_keys(integer) to service_role;

revoke all on all tables in schema belay from public;
revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126112000' $$;

-- ==== 20261126113000_gateway_health.sql

-- Whoever changes a gateway's URL, by our functions or by hand, makes void what was found of its key.

-- Our functions have locked the key's row and forgotten its health before they come here, so that two of them never
-- wait for each other. A change by hand locks the gateway's row first, and may in the worst case have to be repeated.
create or replace function belay.forget_health_of_changed_gateway()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'UPDATE' and old.base_url = new.base_url and old.user_id = new.user_id then
    return null;
  end if;
  -- Fires the trigger api_keys_forget_health.
  update public.api_keys k
  set vault_secret_id = k.vault_secret_id
  where k.user_id in (old.user_id, new.user_id)
    and k.service = 'gateway';
  return null;
end
$$;

revoke all on function belay.forget_health_of_changed_gateway() from public, anon, authenticated, service_role;

create or replace trigger api_gateway_configs_forget_health
  after insert or delete or update of base_url, user_id on public.api_gateway_configs
  for each row
  execute function belay.forget_health_of_changed_gateway();

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126113000' $$;

-- ==== 20261126120000_cache_tags_in_transactions.sql

-- A transaction that has written sees its own bumps before their commit. What is cached under such a version outlives a
-- rollback, and the next bump makes the same version in the same life. So within one, no life is shown, and nothing is
-- cached under a version without a life.

-- The versions of tags, each tag once, in the order of their bytes. A tag that was never bumped is at version 0.
-- In a transaction that has written, each life is 0: see above.
-- Over each life lies what no row can know of itself. The start of the server differs after a restore of any kind, and
-- after a change to another server; the file of the table differs after a truncation and where the table was made anew.
-- They are asked for in the statement that reads the table, which keeps a truncation out until it has ended: one between
-- the two would show an empty table and the old file.
create or replace function public.get_cache_tag_versions(p_tags jsonb)
returns table (
  tag text,
  version bigint,
  life bigint
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();

  return query
    select
      wanted.tag,
      coalesce(v.version, 0),
      case
        when pg_current_xact_id_if_assigned() is null then
          1 + (
            (
              coalesce(v.life, (select l.life from belay.cache_tag_life l))
                # (
                  select hash_record_extended(
                    row(pg_postmaster_start_time(), pg_relation_filenode('belay.cache_tag_versions'::regclass)), 0
                  )
                )
            ) & 9007199254740990
          )
        else 0
      end
    from unnest(belay.checked_cache_tags(p_tags)) as wanted (tag)
    left join belay.cache_tag_versions v on v.tag = wanted.tag collate "C"
    order by wanted.tag collate "C";
end
$$;

comment on function public.get_cache_tag_versions(jsonb) is
  'Belay RPC for service_role. Reads the versions of cache tags. Runbook: Cache Tags.';
revoke all on function public.get_cache_tag_versions(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.get_cache_tag_versions(jsonb) to service_role;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126120000' $$;

-- ==== 20261126130000_topic_kinds.sql

-- Topics: who may read or write which. A kind of topic is a prefix, the type of the ids behind it, and a rule for each
-- operation. Row-level security and TopicAuthorizer both ask belay.decide_topic(), which hides from the rule what their
-- sessions differ in.

-- Refuses to go on where `public` has functions of these names already: PostgREST could not tell them apart. The first
-- migration drops those of an original project; what has one of these names is the application's own.
create or replace function belay.require_free_names(variadic p_names text[])
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  taken text;
begin
  select string_agg(format('public.%I (of role %s)', p.proname, p.proowner::regrole), ', ')
  into taken
  from pg_catalog.pg_proc p
  where p.pronamespace = 'public'::regnamespace
    and p.proname = any (p_names)
    and (
      coalesce(obj_description(p.oid, 'pg_proc'), '') not like 'Belay RPC%'
      or p.proowner <> quote_ident(current_user)::regrole
    );
  if taken is not null then
    raise exception 'belay: functions stand in the way: %. Drop or rename them.', left(taken, 1500)
      using errcode = '55000';
  end if;
end
$$;

revoke all on function belay.require_free_names(text[]) from public;
select belay.require_free_names('authorize_topics', 'explain_topic', 'list_topic_kinds', 'send_broadcast');

-- With the built-in kind `user`: a topic of their own for every user. Run again, this leaves alone what the owner has
-- made of it.
do $$
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  if exists (
    select
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'belay' and c.relname = 'topic_kinds'
  ) then
    return;
  end if;
  create table belay.topic_kinds (
    prefix text primary key check (prefix collate "C" operator(pg_catalog.~) '^[a-z][a-z0-9_-]{0,31}$'),
    id_type text not null check (id_type in ('uuid', 'bigint', 'text')),
    read_rule text not null,
    write_rule text not null,
    explain_rule text,
    registered_at timestamptz not null default pg_catalog.now()
  );
  insert into belay.topic_kinds (prefix, id_type, read_rule, write_rule, explain_rule)
  values ('user', 'uuid', 'belay.is_self', 'belay.is_self', 'belay.explain_self');
end
$$;

comment on table belay.topic_kinds is 'Kinds of topics. Written by belay.register_topic_kind() only.';
comment on column belay.topic_kinds.read_rule is 'Schema and name of a function, quoted where they need it.';

-- May this function be a rule now? It runs with the rights of the schema's owner, so it must be that role's own or a
-- superuser's, and no caller may put anything in front of what it names: neither a temporary table or type, which come
-- first where pg_temp is not named last, nor something in a schema where others may create. Asked at every decision as
-- well, since a function can be replaced.
create or replace function belay.is_topic_rule(p_function oid, p_result text)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return exists (
    select
    from pg_catalog.pg_proc p
    join pg_catalog.pg_roles r on r.oid = p.proowner
    join pg_catalog.pg_namespace n on n.nspname = 'belay'
    where p.oid = p_function
      and p.prokind = 'f'
      and not p.proretset
      and p.prorettype = p_result::regtype
      and p.provolatile <> 'v'
      and (r.rolsuper or p.proowner = n.nspowner)
      and p.proconfig @> array['search_path=pg_catalog, pg_temp']
      and p.pronamespace <> pg_my_temp_schema()
  );
end
$$;

-- The function of this name that takes a user and an id of this type, as it is kept: with its schema, and quoted.
create or replace function belay.checked_topic_rule(p_rule text, p_id_type text, p_result text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  names text[];
  rule text;
begin
  begin
    names := parse_ident(p_rule);
    if cardinality(names) = 2 then
      rule := format('%I.%I', names[1], names[2]);
    end if;
  exception
    when invalid_parameter_value then
      rule := null;
  end;
  if rule is null or octet_length(p_rule) > 200 then
    raise exception 'belay: a rule is named with its schema: app.can_read' using errcode = '22023';
  end if;
  if not belay.is_topic_rule(to_regprocedure(format('%s(uuid, %s)', rule, p_id_type)), p_result) then
    raise exception 'belay: a rule must be a function (uuid, %) that returns %, not volatile, with '
      '"set search_path = pg_catalog, pg_temp", and belong to the owner of schema belay', p_id_type, p_result
      using errcode = '22023', detail = format('Rule %s.', rule);
  end if;
  return rule;
end
$$;

-- Drops the policies of an original project for kinds that are registered: policies add up, so that a rule there would
-- stand beside the rule here. Those of other kinds stay until theirs are registered.
create or replace function belay.retire_topic_policies()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  old_policy record;
begin
  for old_policy in
    select p.polname
    from pg_catalog.pg_policy p
    join pg_catalog.pg_class c on c.oid = p.polrelid and c.relname = 'messages'
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace and n.nspname = 'realtime'
    join belay.topic_kinds k on p.polname in (
      format('rtm_%s_topic_read', k.prefix), format('rtm_%s_topic_write', k.prefix)
    )
  loop
    begin
      execute format('drop policy %I on realtime.messages', old_policy.polname);
    exception
      when insufficient_privilege then
        raise warning 'belay: an old policy adds to a registered rule. Run: drop policy % on realtime.messages',
          old_policy.polname;
    end;
  end loop;
end
$$;

-- Registers a kind of topic, or replaces it. A rule is a function (p_user_id uuid, p_id <id type>) returns boolean; the
-- explain rule returns text: what the user is to it (owner, viewer), and nothing of anybody else. For the owner.
create or replace function belay.register_topic_kind(
  p_prefix text,
  p_id_type text,
  p_read_rule text,
  p_write_rule text,
  p_explain_rule text default null
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_prefix is null or p_prefix collate "C" !~ '^[a-z][a-z0-9_-]{0,31}$' then
    raise exception 'belay: a prefix must be 1 to 32 of a-z, 0-9, _ and -, and begin with a letter'
      using errcode = '22023';
  end if;
  if p_id_type is null or p_id_type not in ('uuid', 'bigint', 'text') then
    raise exception 'belay: the type of ids must be uuid, bigint or text' using errcode = '22023';
  end if;

  insert into belay.topic_kinds as k (prefix, id_type, read_rule, write_rule, explain_rule)
  values (
    p_prefix,
    p_id_type,
    belay.checked_topic_rule(p_read_rule, p_id_type, 'boolean'),
    belay.checked_topic_rule(p_write_rule, p_id_type, 'boolean'),
    case when p_explain_rule is not null then belay.checked_topic_rule(p_explain_rule, p_id_type, 'text') end
  )
  on conflict (prefix) do update
  set
    id_type = excluded.id_type,
    read_rule = excluded.read_rule,
    write_rule = excluded.write_rule,
    explain_rule = excluded.explain_rule,
    registered_at = excluded.registered_at;
  perform belay.retire_topic_policies();
end
$$;

-- From now on every topic of the kind is denied; false where there was none.
create or replace function belay.unregister_topic_kind(p_prefix text)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  delete from belay.topic_kinds k where k.prefix = p_prefix;
  return found;
end
$$;

comment on function belay.register_topic_kind(text, text, text, text, text) is
  'Registers a kind of realtime topic: prefix, type of ids, and the functions that say who may read and write.';
comment on function belay.unregister_topic_kind(text) is 'Ends what belay.register_topic_kind() began.';

-- Is this an id of that type? Looked at before it is cast, so that no cast can fail.
create or replace function belay.is_topic_id(p_id text, p_id_type text)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  case p_id_type
    when 'uuid' then
      return p_id collate "C" ~ '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$';
    when 'bigint' then
      return p_id collate "C" ~ '^[0-9]{1,19}$'
        and (octet_length(p_id) < 19 or p_id collate "C" <= '9223372036854775807');
    else
      if p_id = '' or p_id collate "C" ~ '[[:cntrl:]]' then
        return false;
      end if;
      -- The control characters beyond ASCII; other encodings have no such characters, or not these numbers.
      if getdatabaseencoding() = 'UTF8' then
        return p_id collate "C" !~ format('[%s-%s]', chr(128), chr(159));
      end if;
      return true;
  end case;
end
$$;

-- The decision, and why. No text is an error: what cannot be decided is denied. The steps stand one after another because
-- the order in which SQL evaluates the terms of an AND is its own.
create or replace function belay.decide_topic(
  p_user_id uuid,
  p_topic text,
  p_operation text,
  out allowed boolean,
  out reason text,
  out kind text,
  out rule text
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  registered belay.topic_kinds;
  topic_id text;
begin
  allowed := false;
  if p_topic is null or octet_length(p_topic) > 255 or p_topic collate "C" !~ '^[a-z][a-z0-9_-]{0,31}:' then
    reason := 'malformed_topic';
    return;
  end if;
  select * into registered from belay.topic_kinds k where k.prefix = split_part(p_topic, ':', 1);
  if not found then
    reason := 'unknown_kind';
    return;
  end if;
  kind := registered.prefix;
  rule := case p_operation when 'read' then registered.read_rule when 'write' then registered.write_rule end;
  topic_id := substr(p_topic, length(kind) + 2);
  if not belay.is_topic_id(topic_id, registered.id_type) then
    reason := 'malformed_id';
    return;
  end if;
  if p_user_id is null or p_user_id = '00000000-0000-0000-0000-000000000000' then
    reason := 'no_user';
    return;
  end if;

  allowed := belay.ask_topic_rule(rule, registered.id_type, 'boolean', p_user_id, topic_id)::boolean;
  reason := case allowed when true then 'allowed' when false then 'denied_by_rule' else 'rule_failed' end;
  allowed := coalesce(allowed, false);
end
$$;

-- What a rule says, as text; null where it could not be asked. That the database is short of something, or that a lock is
-- not to be had, is no answer, and stays an error.
--
-- A rule knows the user by its argument. What else the session says of the caller differs between a service and the
-- Realtime server, so it is hidden: claims, the settings that give a value another meaning, and row-level security, which
-- binds one role and not another; a rule that reads through policies fails.
create or replace function belay.ask_topic_rule(
  p_rule text,
  p_id_type text,
  p_result text,
  p_user_id uuid,
  p_id text
)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set row_security = off
set timezone = 'UTC'
set datestyle = 'ISO, MDY'
set intervalstyle = 'postgres'
as $$
declare
  session constant text[] := array[
    'request.jwt.claims', 'request.jwt.claim.sub', 'request.jwt.claim.role', 'request.headers', 'realtime.topic'
  ];
  held text[];
  answer text;
begin
  if not belay.is_topic_rule(to_regprocedure(format('%s(uuid, %s)', p_rule, p_id_type)), p_result) then
    return null;
  end if;

  for i in 1 .. cardinality(session) loop
    held[i] := nullif(current_setting(session[i], true), '');
    if held[i] is not null then
      perform set_config(session[i], '', true);
    end if;
  end loop;
  execute format('select %s($1, $2::%s)', p_rule, p_id_type) into answer using p_user_id, p_id;
  for i in 1 .. cardinality(session) loop
    if held[i] is not null then
      perform set_config(session[i], held[i], true);
    end if;
  end loop;

  -- A rule that does not say yes says no.
  return case when p_result = 'boolean' then coalesce(answer, 'false') else answer end;
exception
  when deadlock_detected or lock_not_available or insufficient_resources or operator_intervention then
    raise;
  when others or assert_failure then
    -- The settings are what they were: they went back with the block.
    return null;
end
$$;

-- What policies ask: the topic itself where the user may use it, else null, which equals no topic. They pass the user, so
-- that the host's auth.uid() runs with the rights of whoever is asking and not with the owner's.
create or replace function belay.usable_topic(p_user_id uuid, p_topic text, p_operation text)
returns text
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return (select p_topic from belay.decide_topic(p_user_id, p_topic, p_operation) as d where d.allowed);
end
$$;

-- The user of the request; null where the claims name none, or something that is no id.
create or replace function belay.request_user_id()
returns uuid
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return auth.uid();
exception
  when others then
    return null;
end
$$;

-- The rule of the built-in kind.
create or replace function belay.is_self(p_user_id uuid, p_id uuid)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select p_user_id = p_id
$$;

create or replace function belay.explain_self(p_user_id uuid, p_id uuid)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case when p_user_id = p_id then 'the user' end
$$;

revoke all on all tables in schema belay from public;
revoke all on all functions in schema belay from public;

-- Without USAGE on the schema, these can be called by policies only.
grant execute on function belay.usable_topic(uuid, text, text), belay.request_user_id() to authenticated;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126130000' $$;

-- ==== 20261126130100_topic_rpcs.sql

-- What a service asks about topics.

-- Decides many topics for one user, in one snapshot. Each request is {"topic": "trip:1", "operation": "read" or "write"};
-- there are 1 to 1000, and the answers come in their order, counted from 1. A topic of any content is allowed or denied.
create or replace function public.authorize_topics(p_user_id uuid, p_requests jsonb)
returns table (ordinal integer, allowed boolean, reason text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  if p_requests is null or jsonb_typeof(p_requests) <> 'array' then
    raise exception 'belay: requests must be a JSON array' using errcode = '22023';
  end if;
  if jsonb_array_length(p_requests) not between 1 and 1000 then
    raise exception 'belay: there must be 1 to 1000 requests' using errcode = '22023';
  end if;
  if exists (
    select
    from jsonb_array_elements(p_requests) as r (request)
    where jsonb_typeof(r.request -> 'topic') is distinct from 'string'
      or jsonb_typeof(r.request -> 'operation') is distinct from 'string'
      or r.request ->> 'operation' not in ('read', 'write')
  ) then
    raise exception 'belay: a request must be a topic and an operation, read or write' using errcode = '22023';
  end if;

  return query
    select r.position::integer, d.allowed, d.reason
    from jsonb_array_elements(p_requests) with ordinality as r (request, position)
    cross join lateral belay.decide_topic(p_user_id, r.request ->> 'topic', r.request ->> 'operation') as d
    order by r.position;
end
$$;

comment on function public.authorize_topics(uuid, jsonb) is
  'Belay RPC for service_role. Says which realtime topics a user may read or write. Runbook: Realtime Operations.';
revoke all on function public.authorize_topics(uuid, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.authorize_topics(uuid, jsonb) to service_role;

-- One decision, the rule that made it, and what the user is to the thing: null where the kind has no explain rule, or
-- the user is nothing to it.
create or replace function public.explain_topic(p_user_id uuid, p_topic text, p_operation text)
returns table (allowed boolean, reason text, kind text, rule text, fact text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  if p_operation is null or p_operation not in ('read', 'write') then
    raise exception 'belay: an operation must be read or write' using errcode = '22023';
  end if;

  return query
    select
      d.allowed,
      d.reason,
      d.kind,
      d.rule,
      case
        when d.reason in ('allowed', 'denied_by_rule') and k.explain_rule is not null then
          left(
            belay.ask_topic_rule(k.explain_rule, k.id_type, 'text', p_user_id, substr(p_topic, length(d.kind) + 2)), 200
          )
      end
    from belay.decide_topic(p_user_id, p_topic, p_operation) as d
    left join belay.topic_kinds k on k.prefix = d.kind;
end
$$;

comment on function public.explain_topic(uuid, text, text) is
  'Belay RPC for service_role. Says why a user may or may not use a realtime topic. Runbook: Realtime Operations.';
revoke all on function public.explain_topic(uuid, text, text) from public, anon, authenticated, service_role;
grant execute on function public.explain_topic(uuid, text, text) to service_role;

create or replace function public.list_topic_kinds()
returns table (prefix text, id_type text, read_rule text, write_rule text, explain_rule text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  return query
    select k.prefix, k.id_type, k.read_rule, k.write_rule, k.explain_rule
    from belay.topic_kinds k
    order by k.prefix collate "C";
end
$$;

comment on function public.list_topic_kinds() is
  'Belay RPC for service_role. The kinds of realtime topics and their rules. Runbook: Realtime Operations.';
revoke all on function public.list_topic_kinds() from public, anon, authenticated, service_role;
grant execute on function public.list_topic_kinds() to service_role;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126130100' $$;

-- ==== 20261126130200_realtime.sql

-- Broadcasts from the database. They lie in realtime.messages, which on Supabase is the platform's; where there is no
-- schema `realtime` at all, a stand-in of the documented shape is made.
do $$
declare
  api_role text;
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  if exists (select from pg_catalog.pg_namespace n where n.nspname = 'realtime') then
    return;
  end if;

  create schema realtime;
  comment on schema realtime is 'Stand-in of Belay for the schema realtime of Supabase.';
  grant usage on schema realtime to anon, authenticated, service_role;

  create table realtime.messages (
    topic text not null,
    extension text not null check (extension in ('broadcast', 'presence')),
    payload jsonb,
    event text,
    private boolean default false,
    updated_at timestamp not null default now(),
    inserted_at timestamp not null default now(),
    id uuid not null default gen_random_uuid(),
    binary_payload bytea,
    primary key (id, inserted_at),
    check (payload is null or binary_payload is null)
  ) partition by range (inserted_at);
  create table realtime.messages_all partition of realtime.messages default;
  alter table realtime.messages enable row level security;
  alter table realtime.messages_all enable row level security;
  revoke all on table realtime.messages, realtime.messages_all from public, anon, authenticated, service_role;
  grant select, insert on table realtime.messages to anon, authenticated, service_role;

  create function realtime.topic() returns text language sql stable set search_path = pg_catalog, pg_temp
    as $function$ select nullif(current_setting('realtime.topic', true), '') $function$;

  -- As the real one it goes on after any error, with a warning.
  create function realtime.send(payload jsonb, event text, topic text, private boolean default true)
  returns void
  language plpgsql
  set search_path = pg_catalog, pg_temp
  as $function$
  declare
    message_id constant uuid := gen_random_uuid();
  begin
    perform set_config('realtime.topic', topic, true);
    insert into realtime.messages (id, payload, event, topic, private, extension)
    values (
      message_id,
      case when payload ? 'id' then payload else jsonb_set(payload, '{id}', to_jsonb(message_id)) end,
      event,
      topic,
      private,
      'broadcast'
    );
  exception
    when others then
      raise warning 'WarnSendingBroadcastMessage: %', sqlerrm;
  end
  $function$;

  create function realtime.broadcast_changes(
    topic_name text,
    event_name text,
    operation text,
    table_name text,
    table_schema text,
    new record,
    old record,
    level text default 'ROW'
  )
  returns void
  language plpgsql
  set search_path = pg_catalog, pg_temp
  as $function$
  begin
    if level = 'STATEMENT' then
      raise exception 'function can only be triggered for each row, not for each statement';
    end if;
    if operation not in ('INSERT', 'UPDATE', 'DELETE') then
      raise exception 'Unexpected operation type: %', operation;
    end if;
    perform realtime.send(
      jsonb_build_object(
        'old_record', old, 'record', new, 'operation', operation, 'table', table_name, 'schema', table_schema
      ),
      event_name,
      topic_name
    );
  exception
    when others then
      raise exception 'Failed to process the row: %', sqlerrm;
  end
  $function$;
end
$$;

-- Writes the row that realtime.send() would write, and its id is known. realtime.send() itself turns every error into a
-- warning that no caller sees, so a message that was dropped could not be told from one that was sent.
create or replace function belay.write_broadcast(p_topic text, p_event text, p_payload jsonb, p_private boolean)
returns uuid
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  message_id constant uuid := gen_random_uuid();
begin
  -- Triggers of the table run with the rights of who writes there.
  if exists (
    select
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace and n.nspname = 'realtime'
    join pg_catalog.pg_roles r on r.oid = c.relowner
    where c.relname = 'messages'
      and not r.rolsuper
      and r.rolname not in (current_user, 'supabase_realtime_admin', 'supabase_admin')
  ) then
    raise exception 'belay: realtime.messages belongs to a role that is not trusted' using errcode = '55000';
  end if;

  insert into realtime.messages (id, payload, event, topic, private, extension)
  values (
    message_id,
    case when p_payload ? 'id' then p_payload else p_payload || jsonb_build_object('id', message_id) end,
    p_event,
    p_topic,
    p_private,
    'broadcast'
  );
  return message_id;
end
$$;

-- Sends a broadcast when the transaction commits; returns the message's id. On Supabase a plan may allow less than the
-- 3,000,000 bytes that are taken here.
create or replace function public.send_broadcast(
  p_topic text,
  p_event text,
  p_payload jsonb,
  p_private boolean default true
)
returns uuid
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  if p_topic is null or octet_length(p_topic) > 255 or not belay.is_topic_id(p_topic, 'text') then
    raise exception 'belay: a topic must be 1 to 255 bytes without control characters' using errcode = '22023';
  end if;
  if p_event is null or octet_length(p_event) > 255 or not belay.is_topic_id(p_event, 'text') then
    raise exception 'belay: an event must be 1 to 255 bytes without control characters' using errcode = '22023';
  end if;
  if p_payload is null or jsonb_typeof(p_payload) <> 'object' or octet_length(p_payload::text) > 3000000 then
    raise exception 'belay: a payload must be a JSON object of at most 3000000 bytes' using errcode = '22023';
  end if;
  if p_private is null then
    raise exception 'belay: it must be said whether a broadcast is private' using errcode = '22023';
  end if;
  return belay.write_broadcast(p_topic, p_event, p_payload, p_private);
exception
  when check_violation then
    -- The server of Supabase makes the partition of a day, and may be late.
    raise exception 'belay: realtime.messages takes no message now, most likely for want of a partition'
      using errcode = '53000';
end
$$;

comment on function public.send_broadcast(text, text, jsonb, boolean) is
  'Belay RPC for service_role. Sends a realtime broadcast with the transaction. Runbook: Realtime Operations.';
revoke all on function public.send_broadcast(text, text, jsonb, boolean)
  from public, anon, authenticated, service_role;
grant execute on function public.send_broadcast(text, text, jsonb, boolean) to service_role;

-- Tells a user's open clients that what they may do in a topic, or in any (null), has changed, so that they join again and
-- are refused if they have lost it. For triggers of the owner: whoever changes a membership needs no right on this. A
-- message that cannot be sent is no reason to keep a member, so it ends with a warning, and false.
create or replace function belay.announce_topic_access_change(p_user_id uuid, p_topic text default null)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_user_id is null then
    return false;
  end if;
  perform belay.write_broadcast(
    'user:' || p_user_id, 'belay:access_changed', jsonb_strip_nulls(jsonb_build_object('topic', p_topic)), true
  );
  return true;
exception
  when others then
    raise warning 'belay: a change of access was not announced: error %', sqlstate;
    return false;
end
$$;

comment on function belay.announce_topic_access_change(uuid, text) is
  'Tells a user''s open realtime clients to ask again for a topic. For triggers.';

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126130200' $$;

-- ==== 20261126130300_topic_policies.sql

-- Row-level security of private channels. The table is not ours on Supabase, and what may be done with it has changed
-- there before: where a policy cannot be made, the installation goes on and says what to run.

-- Makes the two policies, or makes them anew, for the owner. May be run again at any time. False where they do not hold;
-- a warning says why.
create or replace function belay.install_topic_policies()
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  messages record;
  others text;
begin
  select
    c.oid,
    c.relrowsecurity as secured,
    exists (
      select from pg_catalog.pg_proc p where p.pronamespace = n.oid and p.proname = 'topic' and p.pronargs = 0
    ) as has_topic
  into messages
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace and n.nspname = 'realtime'
  where c.relname = 'messages';
  if not coalesce(messages.has_topic, false) then
    raise warning 'belay: private channels have no policies, since realtime.messages or realtime.topic() is not there yet. '
      'Afterwards run: select belay.install_topic_policies()';
    return false;
  end if;

  begin
    drop policy if exists belay_topic_read on realtime.messages;
    drop policy if exists belay_topic_write on realtime.messages;
    -- The select is evaluated once in a statement, however many rows it reads.
    create policy belay_topic_read on realtime.messages
      for select to authenticated
      using (
        topic = (select belay.usable_topic(belay.request_user_id(), realtime.topic(), 'read'))
        and extension in ('broadcast', 'presence')
      );
    create policy belay_topic_write on realtime.messages
      for insert to authenticated
      with check (
        topic = (select belay.usable_topic(belay.request_user_id(), realtime.topic(), 'write'))
        and extension in ('broadcast', 'presence')
      );
  exception
    -- Not the owner; or a table that is not the one that Supabase documents.
    when syntax_error_or_access_rule_violation then
      raise warning 'belay: private channels have no policies, since role % could not make them on realtime.messages '
        '(error %). As a role that may, run belay-sql/bootstrap/topic_policies.sql, in the SQL editor for one.',
        current_user, sqlstate;
      return false;
  end;

  perform belay.retire_topic_policies();
  select string_agg(quote_ident(p.polname), ', ' order by p.polname)
  into others
  from pg_catalog.pg_policy p
  where p.polrelid = messages.oid
    and p.polcmd in ('r', 'a', '*')
    and p.polname not in ('belay_topic_read', 'belay_topic_write')
    and exists (
      select
      from unnest(p.polroles) as role (oid)
      where role.oid = 0 or pg_has_role('authenticated', role.oid, 'usage')
    );
  if others is not null then
    raise warning 'belay: other policies of realtime.messages open or close topics too, which TopicAuthorizer does not '
      'know of: %', left(others, 300);
  end if;
  if not messages.secured then
    raise warning 'belay: row level security of realtime.messages is off, so its policies do nothing';
  end if;
  return messages.secured;
end
$$;

comment on function belay.install_topic_policies() is
  'Makes the policies of Belay on realtime.messages, or makes them anew.';
revoke all on function belay.install_topic_policies() from public;

select belay.install_topic_policies();

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126130300' $$;

-- ==== 20261126131000_webhook_claim_bounds.sql

-- Bounds a claim in bytes, and closes a gap in which an event of an ordered endpoint could sleep for ever.

-- Ends what was under way for these order keys, and wakes the oldest that waits behind each of them, also where nothing
-- was under way: the endpoint may have become an ordered one since these were claimed. The caller holds the locks on the
-- endpoints, so what was set aside is seen here.
create or replace function belay.wake_webhook_followers(
  p_delivery_ids bigint[],
  p_endpoint_ids integer[],
  p_order_keys bigint[],
  p_moment timestamptz
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
begin
  delete from belay.webhook_lanes l
  using unnest(p_delivery_ids, p_endpoint_ids, p_order_keys) as settled (delivery_id, endpoint_id, order_key)
  where l.endpoint_id = settled.endpoint_id
    and l.order_key = settled.order_key
    and l.delivery_id = settled.delivery_id;

  update belay.webhook_deliveries d
  set due_at = p_moment
  from unnest(p_endpoint_ids, p_order_keys) as settled (endpoint_id, order_key)
  cross join lateral (
    select w.id, w.due_at
    from belay.webhook_deliveries w
    where w.endpoint_id = settled.endpoint_id
      and w.order_key = settled.order_key
      and w.dead_at is null
    order by w.id
    limit 1
  ) as first
  where d.id = first.id
    and first.due_at = 'infinity';
end
$$;

-- Leases up to p_limit deliveries that are due, the oldest of each endpoint first, and returns them with what is to be
-- sent. What is paused, disabled, not named in p_endpoints, or leased already is left alone; a lease that ran out
-- counts as a failed attempt. At an ordered endpoint one delivery for each order key is given out.
--
-- The payloads of one claim have at most 4 MiB together, unless a single one has more: else a thousand large events
-- would fill the memory of whoever asks, and no REST client would take the answer.
create or replace function public.claim_webhook_deliveries(
  p_limit integer,
  p_lease_ms bigint,
  p_endpoints jsonb default null
)
returns table (
  delivery_id bigint,
  lease bigint,
  leased_until timestamptz,
  endpoint text,
  url text,
  event_id uuid,
  operation text,
  table_schema text,
  table_name text,
  occurred_at timestamptz,
  attempt integer,
  keys_only boolean,
  payload text
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_sort = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  target record;
  claim bigint;
  moment timestamptz;
  expiry timestamptz;
  room integer := p_limit;
  bytes_left bigint := 4194304;
  locked integer[];
  first bigint[];
begin
  perform belay.require_service_role();
  if p_limit is null or p_limit not between 1 and 1000 then
    raise exception 'belay: limit must be 1 to 1000' using errcode = '22023';
  end if;
  perform belay.check_webhook_lease(p_lease_ms);
  perform belay.check_webhook_quotas(p_endpoints);

  -- At an ordered endpoint one claims or completes at a time: else a delivery could be set aside behind another one in
  -- the moment in which that is settled, and nobody would wake it. One that becomes active or ordered while this waits for
  -- the locks has to wait for the next claim.
  locked := array(
    select e.id
    from belay.webhook_endpoints e
    where e.ordered
      and e.state = 'active'
      and (p_endpoints is null or p_endpoints ? e.name)
    order by e.id
    for no key update
  );

  claim := nextval('belay.webhook_lease_seq');
  moment := clock_timestamp();
  expiry := moment + p_lease_ms * interval '1 millisecond';

  -- In any order, so that with more work than room none is always the last.
  for target in
    select
      e.id,
      e.name,
      e.ordered,
      coalesce(e.url, belay.webhook_url_setting(e.name)) as url,
      coalesce((p_endpoints ->> e.name)::numeric::integer, p_limit) as quota
    from belay.webhook_endpoints e
    where e.state = 'active'
      and (p_endpoints is null or p_endpoints ? e.name)
      and (not e.ordered or e.id = any (locked))
    order by random()
  loop
    exit when room = 0;
    if target.ordered then
      first := belay.first_webhook_deliveries(target.id, least(room, target.quota), moment);
    end if;

    for
      delivery_id, lease, leased_until, endpoint, url, event_id, operation, table_schema, table_name,
      occurred_at, attempt, keys_only, payload
    in
      with due as (
        select
          d.id, d.lease, d.attempts, o.event_id, o.operation, o.table_schema, o.table_name, o.occurred_at,
          o.keys_only, o.payload
        from belay.webhook_deliveries d
        join belay.webhook_outbox o on o.id = d.id
        where d.endpoint_id = target.id
          and d.dead_at is null
          and d.due_at <= moment
          and (d.leased_until is null or d.leased_until <= moment)
          and (not target.ordered or d.id = any (first))
        order by d.due_at, d.id
        limit case when target.ordered then cardinality(first) else least(room, target.quota) end
        for update of d skip locked
      ),
      -- In the order in which they were read, so that what has no room is the youngest.
      summed as (
        select due.*, sum(octet_length(due.payload)) over (rows unbounded preceding) as bytes
        from due
      ),
      picked as (
        select s.*
        from summed s
        where s.bytes <= bytes_left
          or (s.bytes = octet_length(s.payload) and room = p_limit)
      ),
      leased as (
        update belay.webhook_deliveries d
        set
          lease = claim,
          leased_until = expiry,
          attempts = d.attempts + 1
        from picked
        where d.id = picked.id
        returning
          d.id, d.order_key, d.attempts, picked.event_id, picked.operation, picked.table_schema, picked.table_name,
          picked.occurred_at, picked.keys_only, picked.payload
      ),
      under_way as (
        insert into belay.webhook_lanes (endpoint_id, order_key, delivery_id)
        select target.id, l.order_key, l.id
        from leased l
        where target.ordered
          and l.order_key is not null
        on conflict on constraint webhook_lanes_pkey do update
        set delivery_id = excluded.delivery_id
      ),
      -- Whoever held it before did not say what became of it.
      expired as (
        insert into belay.webhook_attempts (delivery_id, lease, attempt, attempted_at, outcome)
        select p.id, p.lease, p.attempts, moment, 'expired'
        from picked p
        where p.lease is not null
      )
      select
        l.id, claim, expiry, target.name, target.url, l.event_id, l.operation, l.table_schema, l.table_name,
        l.occurred_at, l.attempts, l.keys_only, l.payload
      from leased l
    loop
      room := room - 1;
      bytes_left := bytes_left - octet_length(payload);
      return next;
    end loop;
  end loop;
end
$$;

comment on function public.claim_webhook_deliveries(integer, bigint, jsonb) is
  'Belay RPC for service_role. Leases deliveries that are due. Runbook: Webhooks Operations.';
revoke all on function public.claim_webhook_deliveries(integer, bigint, jsonb)
  from public, anon, authenticated, service_role;
grant execute on function public.claim_webhook_deliveries(integer, bigint, jsonb) to service_role;

-- Notes what became of up to 1000 deliveries, as a JSON array of objects {"id": number, "lease": number,
-- "outcome": "delivered" | "retry" | "dead" | "gone", "status": HTTP status, "error": word, "retry_in_ms": number,
-- "duration_ms": number}. retry_in_ms is for retry only and at most 30 days; status, error and duration_ms may be missing.
-- A delivered one leaves the queue; retry puts it off; dead makes it a dead letter; gone keeps it and disables its
-- endpoint. A lease that has run out counts as long as nobody else has claimed.
-- Returns those whose result did not count: lease_lost where another claim has taken over, unknown where no such
-- delivery is unfinished. What was noted before is not among them, so a call whose answer was lost may be repeated.
create or replace function public.complete_webhook_deliveries(p_results jsonb)
returns table (
  delivery_id bigint,
  reason text
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  moment timestamptz;
  keyed boolean;
  noted bigint;
  settled bigint[];
  settled_endpoints integer[];
  settled_keys bigint[];
  gone integer[];
begin
  perform belay.require_service_role();
  perform belay.check_webhook_results(p_results);

  -- Locks of endpoints in the order of ids, then rows in the order of ids: nobody waits in a circle.
  --
  -- It is the order key that decides, and not whether the endpoint is an ordered one: that can change while this runs, and
  -- then a claim could set an event aside behind one that is settled here, and nobody would wake it.
  if exists (select from belay.webhook_deliveries d where d.order_key is not null and d.dead_at is null) then
    perform
    from belay.webhook_endpoints e
    where e.id in (
      select d.endpoint_id
      from belay.webhook_results(p_results) as r
      join belay.webhook_deliveries d on d.id = r.id
      where d.order_key is not null
    )
    order by e.id
    for no key update;
    keyed := found;
  end if;
  moment := clock_timestamp();

  with result as materialized (
    select r.id, r.lease, r.outcome, r.status, r.error, r.retry_in_ms, r.duration_ms
    from belay.webhook_results(p_results) as r
  ),
  delivered as (
    delete from belay.webhook_deliveries d
    using result r
    where d.id = r.id
      and d.lease = r.lease
      and r.outcome = 'delivered'
    returning
      d.id, d.endpoint_id, d.order_key, d.attempts, null::timestamptz as next_at, r.lease, r.outcome, r.status, r.error, r.duration_ms
  ),
  kept as (
    update belay.webhook_deliveries d
    set
      lease = null,
      leased_until = null,
      due_at = moment + coalesce(r.retry_in_ms, 0) * interval '1 millisecond',
      dead_at = case r.outcome when 'dead' then moment end
    from result r
    where d.id = r.id
      and d.lease = r.lease
      and r.outcome <> 'delivered'
    returning
      d.id, d.endpoint_id, d.order_key, d.attempts, case r.outcome when 'dead' then null else d.due_at end as next_at,
      r.lease, r.outcome, r.status, r.error, r.duration_ms
  ),
  change as materialized (
    select delivered.* from delivered
    union all
    select kept.* from kept
  ),
  logged as (
    insert into belay.webhook_attempts (
      delivery_id, lease, attempt, attempted_at, outcome, status, error, next_at, duration_ms
    )
    select c.id, c.lease, c.attempts, moment, c.outcome, c.status, c.error, c.next_at, c.duration_ms
    from change c
  )
  select
    count(*),
    array_agg(c.id) filter (where keyed and c.order_key is not null),
    array_agg(c.endpoint_id) filter (where keyed and c.order_key is not null),
    array_agg(c.order_key) filter (where keyed and c.order_key is not null),
    array_agg(c.endpoint_id) filter (where c.outcome = 'gone')
  into noted, settled, settled_endpoints, settled_keys, gone
  from change c;

  if settled is not null then
    perform belay.wake_webhook_followers(settled, settled_endpoints, settled_keys, moment);
  end if;
  if gone is not null then
    perform
    from belay.webhook_endpoints e
    where e.id = any (gone)
    order by e.id
    for no key update;

    update belay.webhook_endpoints e
    set
      state = 'disabled',
      state_reason = 'gone',
      state_changed_at = moment
    where e.id = any (gone)
      and e.state <> 'disabled';
  end if;

  if noted < jsonb_array_length(p_results) then
    return query
      select r.id, case when d.id is null then 'unknown' else 'lease_lost' end
      from belay.webhook_results(p_results) as r
      left join belay.webhook_deliveries d on d.id = r.id
      where not exists (
        select
        from belay.webhook_attempts a
        where a.delivery_id = r.id
          and a.lease = r.lease
          and a.outcome <> 'expired'
      );
  end if;
end
$$;

comment on function public.complete_webhook_deliveries(jsonb) is
  'Belay RPC for service_role. Notes what became of leased deliveries. Runbook: Webhooks Operations.';
revoke all on function public.complete_webhook_deliveries(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.complete_webhook_deliveries(jsonb) to service_role;

drop function if exists belay.wake_webhook_followers(bigint[], timestamptz);

-- What waits already behind nothing.
update belay.webhook_deliveries d
set due_at = now()
where d.due_at = 'infinity'
  and d.dead_at is null
  and not exists (
    select
    from belay.webhook_deliveries older
    where older.endpoint_id = d.endpoint_id
      and older.order_key = d.order_key
      and older.dead_at is null
      and older.id < d.id
  );

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126131000' $$;

-- ==== 20261126190000_cache_tags_faster.sql

-- Versions of tags are asked for by every strict read of a cache, so what these functions cost counts. Those that were
-- there answer as before; capture_cache_tags is new, and what a cache asks with. What made them slow was not the work but the machinery around it: a plan made anew at each call, since the one
-- for any number of tags looked dearer than the one for these; checks of the table, whose expressions the server reads
-- from their text at each statement; the true randomness of a UUID; aggregates over the elements of an array.

-- What these checks refuse, belay.checked_cache_tags refuses, through which all rows come.
alter table belay.cache_tag_versions
  drop constraint if exists cache_tag_versions_tag_check,
  drop constraint if exists cache_tag_versions_version_check;

-- The tags, each once, in the order of their bytes, or a refusal. Tags that come in this order and need no escape in
-- JSON, as the library sends them, are told apart by text alone: the text of a jsonb has one form, in which ", " between
-- two tags cannot be part of a tag, since a tag has no spaces.
create or replace function belay.checked_cache_tags(p_tags jsonb)
returns text[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  listed constant text := p_tags::text;
  tags text[];
  tag text;
  previous text := '';
  as_sent boolean := false;
  all_good boolean;
begin
  -- The length comes first: a pattern's time is the caller's to spend otherwise.
  if octet_length(listed) <= 132002 and listed ~ '^\["[!#-\[\]-~]+(", "[!#-\[\]-~]+)*"\]$' then
    tags := string_to_array(substr(listed, 3, length(listed) - 4), '", "');
    as_sent := cardinality(tags) <= 1000;
    foreach tag in array tags loop
      if octet_length(tag) > 128 or tag collate "C" <= previous then
        as_sent := false;
        exit;
      end if;
      previous := tag;
    end loop;
  end if;
  if as_sent then
    return tags;
  end if;

  if p_tags is null or jsonb_typeof(p_tags) <> 'array' or jsonb_array_length(p_tags) not between 1 and 1000 then
    raise exception 'belay: tags must be a JSON array of 1 to 1000 tags' using errcode = '22023';
  end if;
  select
    array_agg(distinct element.tag collate "C" order by element.tag collate "C"),
    bool_and(
      case
        when jsonb_typeof(element.value) <> 'string' or octet_length(element.tag) > 128 then false
        else element.tag collate "C" ~ '^[!-~]+$'
      end
    )
  into tags, all_good
  from (
    select each.value, each.value #>> '{}' as tag from jsonb_array_elements(p_tags) as each (value)
  ) as element;
  if not all_good then
    raise exception 'belay: a tag must be 1 to 128 visible ASCII characters' using errcode = '22023';
  end if;
  return tags;
end
$$;

-- The versions of tags, each tag once, in the order of their bytes. A tag that was never bumped is at version 0.
-- In a transaction that has written, each life is 0: see 20261126120000_cache_tags_in_transactions.sql.
-- Over each life lies what no row can know of itself. The start of the server differs after a restore of any kind, and
-- after a change to another server; the file of the table differs after a truncation and where the table was made anew.
-- They are asked for in the statement that reads the table, which keeps a truncation out until it has ended: one between
-- the two would show an empty table and the old file.
-- The join can only be a nested loop, from tag to row: no plan reads the table whole, and the tags keep their order.
create or replace function public.get_cache_tag_versions(p_tags jsonb)
returns table (
  tag text,
  version bigint,
  life bigint
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
begin
  perform belay.require_service_role();

  return query
    select
      wanted.tag,
      coalesce(known.version, 0),
      case
        when pg_current_xact_id_if_assigned() is null then
          1 + (
            (
              coalesce(known.life, (select l.life from belay.cache_tag_life l))
                # hash_record_extended(
                  row(pg_postmaster_start_time(), pg_relation_filenode('belay.cache_tag_versions'::regclass)), 0
                )
            ) & 9007199254740990
          )
        else 0
      end
    from unnest(belay.checked_cache_tags(p_tags)) as wanted (tag)
    left join lateral (
      select v.version, v.life
      from belay.cache_tag_versions v
      where v.tag = wanted.tag collate "C"
      offset 0
    ) as known on true;
end
$$;

comment on function public.get_cache_tag_versions(jsonb) is
  'Belay RPC for service_role. Reads the versions of cache tags. Runbook: Cache Tags.';
revoke all on function public.get_cache_tag_versions(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.get_cache_tag_versions(jsonb) to service_role;

select belay.require_free_names('capture_cache_tags');

-- The same versions and lives for a cache: of tags with one space between two of them, and in any order.
-- Mostly each tag has a row. Where as many are found as were asked for, each of them is a tag and none came twice, so
-- that nothing is left to check. Only what has no row is looked for in the other way, in the same snapshot.
create or replace function public.capture_cache_tags(p_tags text)
returns table (
  tag text,
  version bigint,
  life bigint
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  tags constant text[] := string_to_array(p_tags, ' ');
  captured bigint;
begin
  perform belay.require_service_role();

  return query
    select
      v.tag,
      v.version,
      case
        when pg_current_xact_id_if_assigned() is null then
          1 + (
            (
              v.life
                # hash_record_extended(
                  row(pg_postmaster_start_time(), pg_relation_filenode('belay.cache_tag_versions'::regclass)), 0
                )
            ) & 9007199254740990
          )
        else 0
      end
    from belay.cache_tag_versions v
    where v.tag = any (tags);
  get diagnostics captured = row_count;

  if captured is distinct from cardinality(tags) or captured not between 1 and 1000 then
    return query
      select missing.tag, missing.version, missing.life
      from public.get_cache_tag_versions(to_jsonb(tags)) as missing
      where missing.version = 0;
  end if;
end
$$;

comment on function public.capture_cache_tags(text) is
  'Belay RPC for service_role. Reads the versions of cache tags to cache something under. Runbook: Cache Tags.';
revoke all on function public.capture_cache_tags(text) from public, anon, authenticated, service_role;
grant execute on function public.capture_cache_tags(text) to service_role;

-- Bumps tags, all or none, and returns their new versions. In a longer transaction the new versions are seen by others
-- at its commit, and another bump of the same tags waits for it: so bump last, and all tags at once. With p_notify
-- those who listen on channel belay_cache_tags are told the tags at the commit, or '*' where they are too many.
create or replace function public.bump_cache_tags(p_tags jsonb, p_notify boolean default false)
returns table (
  tag text,
  version bigint,
  life bigint
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  tags text[];
  new_life bigint;
begin
  perform belay.require_service_role();
  tags := belay.checked_cache_tags(p_tags);
  -- A transaction's number is not given twice, but for one that a crash took back before it was on disk, and that one
  -- ran at another time. 53 bits, which every reader of JSON can hold.
  new_life := 1 + (hash_record_extended(row(pg_current_xact_id(), clock_timestamp()), 0) & 9007199254740990);
  if p_notify then
    -- The server takes less than 8000 bytes.
    perform pg_notify('belay_cache_tags', case when octet_length(p_tags::text) < 7900 then p_tags::text else '*' end);
  end if;

  -- Locked in the order of the array, so that two bumps with the same tags wait for each other instead of deadlocking.
  return query
    insert into belay.cache_tag_versions as v (tag, version, life, bumped_at)
    select wanted.tag, 1, new_life, clock_timestamp()
    from unnest(tags) as wanted (tag)
    on conflict on constraint cache_tag_versions_pkey do update
    set
      version = v.version + 1,
      bumped_at = excluded.bumped_at
    returning
      v.tag,
      v.version,
      1 + (
        (
          v.life
            # hash_record_extended(
              row(pg_postmaster_start_time(), pg_relation_filenode('belay.cache_tag_versions'::regclass)), 0
            )
        ) & 9007199254740990
      );
end
$$;

comment on function public.bump_cache_tags(jsonb, boolean) is
  'Belay RPC for service_role. Bumps cache tags, all or none. Runbook: Cache Tags.';
revoke all on function public.bump_cache_tags(jsonb, boolean) from public, anon, authenticated, service_role;
grant execute on function public.bump_cache_tags(jsonb, boolean) to service_role;

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126190000' $$;

-- ==== 20261126200000_topics_of_one_rule.sql

-- Many topics in one call. Until now each was decided by itself, so that a rule was looked up, planned and asked anew for
-- every topic, which took nearly all of the time. Now all topics of one rule are one statement, in which it is planned
-- once. What is decided, and why, stays the same for each topic.

-- The steps of a decision before the rule: they stand one after another because the order in which SQL evaluates the terms
-- of an AND is its own. Without a reason, the rule is to be asked of the id.
create or replace function belay.read_topic(
  p_user_id uuid,
  p_topic text,
  p_operation text,
  out reason text,
  out kind text,
  out rule text,
  out id_type text,
  out id text
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_topic is null or octet_length(p_topic) > 255 or p_topic collate "C" !~ '^[a-z][a-z0-9_-]{0,31}:' then
    reason := 'malformed_topic';
    return;
  end if;
  select k.prefix, k.id_type, case p_operation when 'read' then k.read_rule when 'write' then k.write_rule end
  into kind, id_type, rule
  from belay.topic_kinds k
  where k.prefix = split_part(p_topic, ':', 1);
  if not found then
    reason := 'unknown_kind';
    return;
  end if;
  id := substr(p_topic, length(kind) + 2);
  if not belay.is_topic_id(id, id_type) then
    reason := 'malformed_id';
  elsif p_user_id is null or p_user_id = '00000000-0000-0000-0000-000000000000' then
    reason := 'no_user';
  end if;
end
$$;

-- The decision, and why. No text is an error: what cannot be decided is denied.
create or replace function belay.decide_topic(
  p_user_id uuid,
  p_topic text,
  p_operation text,
  out allowed boolean,
  out reason text,
  out kind text,
  out rule text
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  id_type text;
  id text;
begin
  select t.reason, t.kind, t.rule, t.id_type, t.id
  into reason, kind, rule, id_type, id
  from belay.read_topic(p_user_id, p_topic, p_operation) as t;
  allowed := false;
  if reason is null then
    allowed := (belay.ask_topic_rule_of_all(rule, id_type, 'boolean', p_user_id, array[id]))[1]::boolean;
    reason := case allowed when true then 'allowed' when false then 'denied_by_rule' else 'rule_failed' end;
    allowed := coalesce(allowed, false);
  end if;
end
$$;

-- May this function be a rule now? As before, and cheaper: roles are read only where the schema's owner does not own it.
create or replace function belay.is_topic_rule(p_function oid, p_result text)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return exists (
    select
    from pg_catalog.pg_proc p
    where p.oid = p_function
      and p.prokind = 'f'
      and not p.proretset
      and p.prorettype = p_result::regtype
      and p.provolatile <> 'v'
      and p.proconfig @> array['search_path=pg_catalog, pg_temp']
      and p.pronamespace <> pg_my_temp_schema()
      and (
        p.proowner = (select n.nspowner from pg_catalog.pg_namespace n where n.nspname = 'belay')
        or p.proowner in (select r.oid from pg_catalog.pg_roles r where r.rolsuper)
      )
  );
end
$$;

-- What a rule says of each id, as texts in their order; null where it could not be asked of all of them. That the database
-- is short of something, or that a lock is not to be had, is no answer, and stays an error.
--
-- A rule knows the user by its argument. What else the session says of the caller differs between a service and the
-- Realtime server, so it is hidden: claims, the settings that give a value another meaning, and row-level security, which
-- binds one role and not another; a rule that reads through policies fails.
create or replace function belay.ask_topic_rule_of_all(
  p_rule text,
  p_id_type text,
  p_result text,
  p_user_id uuid,
  p_ids text[]
)
returns text[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set row_security = off
set timezone = 'UTC'
set datestyle = 'ISO, MDY'
set intervalstyle = 'postgres'
as $$
declare
  session constant text[] := array[
    'request.jwt.claims', 'request.jwt.claim.sub', 'request.jwt.claim.role', 'request.headers', 'realtime.topic'
  ];
  -- Mostly a service's session says nothing.
  said constant boolean := concat(
    current_setting('request.jwt.claims', true), current_setting('request.jwt.claim.sub', true),
    current_setting('request.jwt.claim.role', true), current_setting('request.headers', true),
    current_setting('realtime.topic', true)
  ) <> '';
  held text[];
  answer text;
  answers text[];
begin
  if not belay.is_topic_rule(to_regprocedure(format('%s(uuid, %s)', p_rule, p_id_type)), p_result) then
    return null;
  end if;

  if said then
    for i in 1 .. cardinality(session) loop
      held[i] := nullif(current_setting(session[i], true), '');
      if held[i] is not null then
        perform set_config(session[i], '', true);
      end if;
    end loop;
  end if;
  if cardinality(p_ids) = 1 then
    execute format('select %s($1, $2::%s)', p_rule, p_id_type) into answer using p_user_id, p_ids[1];
    answers := array[answer];
  else
    execute format(
      'select array_agg(%s($1, each.id::%s)::text order by each.position)'
        ' from unnest($2) with ordinality as each (id, position)',
      p_rule, p_id_type
    ) into answers using p_user_id, p_ids;
  end if;
  if said then
    for i in 1 .. cardinality(session) loop
      if held[i] is not null then
        perform set_config(session[i], held[i], true);
      end if;
    end loop;
  end if;

  -- A rule that does not say yes says no.
  return case when p_result = 'boolean' then array_replace(answers, null, 'false') else answers end;
exception
  when deadlock_detected or lock_not_available or insufficient_resources or operator_intervention then
    raise;
  when others or assert_failure then
    -- The settings are what they were: they went back with the block.
    return null;
end
$$;

-- What a rule says of one id.
create or replace function belay.ask_topic_rule(
  p_rule text,
  p_id_type text,
  p_result text,
  p_user_id uuid,
  p_id text
)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return (belay.ask_topic_rule_of_all(p_rule, p_id_type, p_result, p_user_id, array[p_id]))[1];
end
$$;

-- What a rule says of each id, null where it fails. Where it fails for one of them, each is asked by itself, so that one
-- which fails takes nothing from the others.
create or replace function belay.ask_topic_rule_of_each(p_rule text, p_id_type text, p_user_id uuid, p_ids text[])
returns text[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return coalesce(
    belay.ask_topic_rule_of_all(p_rule, p_id_type, 'boolean', p_user_id, p_ids),
    array(
      select belay.ask_topic_rule(p_rule, p_id_type, 'boolean', p_user_id, each.id)
      from unnest(p_ids) with ordinality as each (id, position)
      order by each.position
    )
  );
end
$$;

-- Decides many topics for one user, in one snapshot. Each request is {"topic": "trip:1", "operation": "read" or "write"};
-- there are 1 to 1000, and the answers come in their order, counted from 1. A topic of any content is allowed or denied.
create or replace function public.authorize_topics(p_user_id uuid, p_requests jsonb)
returns table (ordinal integer, allowed boolean, reason text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  if p_requests is null or jsonb_typeof(p_requests) <> 'array' then
    raise exception 'belay: requests must be a JSON array' using errcode = '22023';
  end if;
  if jsonb_array_length(p_requests) not between 1 and 1000 then
    raise exception 'belay: there must be 1 to 1000 requests' using errcode = '22023';
  end if;
  if exists (
    select
    from jsonb_array_elements(p_requests) as r (request)
    where jsonb_typeof(r.request -> 'topic') is distinct from 'string'
      or jsonb_typeof(r.request -> 'operation') is distinct from 'string'
      or r.request ->> 'operation' not in ('read', 'write')
  ) then
    raise exception 'belay: a request must be a topic and an operation, read or write' using errcode = '22023';
  end if;

  if jsonb_array_length(p_requests) = 1 then
    return query
      select 1, d.allowed, d.reason
      from belay.decide_topic(p_user_id, p_requests #>> '{0,topic}', p_requests #>> '{0,operation}') as d;
    return;
  end if;

  return query
    with asked as materialized (
      select r.position, t.reason, t.rule, t.id_type, t.id
      from jsonb_array_elements(p_requests) with ordinality as r (request, position)
      cross join lateral belay.read_topic(p_user_id, r.request ->> 'topic', r.request ->> 'operation') as t
    ),
    of_one_rule as materialized (
      select a.rule, a.id_type, array_agg(a.position) as positions, array_agg(a.id) as ids
      from asked a
      where a.reason is null
      group by a.rule, a.id_type
    ),
    answered as (
      select answer.position, answer.says::boolean as says
      from of_one_rule o
      cross join lateral unnest(
        o.positions, belay.ask_topic_rule_of_each(o.rule, o.id_type, p_user_id, o.ids)
      ) as answer (position, says)
    )
    select
      a.position::integer,
      coalesce(answered.says, false),
      coalesce(
        a.reason, case answered.says when true then 'allowed' when false then 'denied_by_rule' else 'rule_failed' end
      )
    from asked a
    left join answered on answered.position = a.position
    order by a.position;
end
$$;

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126200000' $$;

-- ==== 20261126200100_topic_rule_limits.sql

-- Two ways in which Java and row-level security could differ, or a private channel's policy give more than the channel.

-- Does its text read the role of the session? That cannot be hidden from a rule as claims are, since PostgreSQL lets nobody
-- set it within a security definer function. Looked for in the text, comments too: what a rule reads through another
-- function is not found.
create or replace function belay.reads_session_role(p_function oid)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return exists (
    select
    from pg_catalog.pg_proc p
    where p.oid = p_function
      and coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) ~* (
        '\m(session_user|system_user)\M'
        '|\mcurrent_setting"?\s*\(\s*''(role|session_authorization|is_superuser)'''
      )
  );
end
$$;

-- The function of this name that takes a user and an id of this type, as it is kept: with its schema, and quoted.
create or replace function belay.checked_topic_rule(p_rule text, p_id_type text, p_result text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  names text[];
  rule text;
begin
  begin
    names := parse_ident(p_rule);
    if cardinality(names) = 2 then
      rule := format('%I.%I', names[1], names[2]);
    end if;
  exception
    when invalid_parameter_value then
      rule := null;
  end;
  if rule is null or octet_length(p_rule) > 200 then
    raise exception 'belay: a rule is named with its schema: app.can_read' using errcode = '22023';
  end if;
  if not belay.is_topic_rule(to_regprocedure(format('%s(uuid, %s)', rule, p_id_type)), p_result) then
    raise exception 'belay: a rule must be a function (uuid, %) that returns %, not volatile, with '
      '"set search_path = pg_catalog, pg_temp", and belong to the owner of schema belay', p_id_type, p_result
      using errcode = '22023', detail = format('Rule %s.', rule);
  end if;
  if belay.reads_session_role(to_regprocedure(format('%s(uuid, %s)', rule, p_id_type))) then
    raise exception 'belay: a rule must not read session_user, system_user or the setting "role", which differ between '
      'the services that ask and the Realtime server'
      using errcode = '22023', detail = format('Rule %s.', rule);
  end if;
  return rule;
end
$$;

-- Rules that are registered already go on as they did.
do $$
declare
  registered record;
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  for registered in
    select k.prefix, r.rule
    from belay.topic_kinds k
    cross join lateral (values (k.read_rule), (k.write_rule), (k.explain_rule)) as r (rule)
    -- A rule that is not there has no name, which PostgreSQL 15 refuses to look up.
    where case
      when r.rule is not null then belay.reads_session_role(to_regprocedure(format('%s(uuid, %s)', r.rule, k.id_type)))
    end
  loop
    raise warning 'belay: rule % of topics % reads the role of the session, so TopicAuthorizer and row-level security can '
      'give different answers', registered.rule, registered.prefix;
  end loop;
end
$$;

-- Makes the two policies, or makes them anew, for the owner. May be run again at any time. False where they do not hold;
-- a warning says why.
--
-- A row that is not private goes out on the public channel of the same name, which everybody may hear, so that the right to
-- write to the private one is no right to put it there. The rows with which the Realtime server asks what a user may do are
-- not private either; they have no event, and a row without one goes nowhere (supabase/realtime, authorization.ex and
-- replication_connection.ex).
create or replace function belay.install_topic_policies()
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  messages record;
  others text;
begin
  select
    c.oid,
    c.relrowsecurity as secured,
    exists (
      select from pg_catalog.pg_proc p where p.pronamespace = n.oid and p.proname = 'topic' and p.pronargs = 0
    ) as has_topic
  into messages
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace and n.nspname = 'realtime'
  where c.relname = 'messages';
  if not coalesce(messages.has_topic, false) then
    raise warning 'belay: private channels have no policies, since realtime.messages or realtime.topic() is not there yet. '
      'Afterwards run: select belay.install_topic_policies()';
    return false;
  end if;

  begin
    drop policy if exists belay_topic_read on realtime.messages;
    drop policy if exists belay_topic_write on realtime.messages;
    -- The select is evaluated once in a statement, however many rows it reads.
    create policy belay_topic_read on realtime.messages
      for select to authenticated
      using (
        topic = (select belay.usable_topic(belay.request_user_id(), realtime.topic(), 'read'))
        and extension in ('broadcast', 'presence')
      );
    create policy belay_topic_write on realtime.messages
      for insert to authenticated
      with check (
        topic = (select belay.usable_topic(belay.request_user_id(), realtime.topic(), 'write'))
        and extension in ('broadcast', 'presence')
        and (private or event is null)
      );
  exception
    -- Not the owner; or a table that is not the one that Supabase documents.
    when syntax_error_or_access_rule_violation then
      raise warning 'belay: private channels have no policies, since role % could not make them on realtime.messages '
        '(error %). As a role that may, run belay-sql/bootstrap/topic_policies.sql, in the SQL editor for one.',
        current_user, sqlstate;
      return false;
  end;

  perform belay.retire_topic_policies();
  select string_agg(quote_ident(p.polname), ', ' order by p.polname)
  into others
  from pg_catalog.pg_policy p
  where p.polrelid = messages.oid
    and p.polcmd in ('r', 'a', '*')
    and p.polname not in ('belay_topic_read', 'belay_topic_write')
    and exists (
      select
      from unnest(p.polroles) as role (oid)
      where role.oid = 0 or pg_has_role('authenticated', role.oid, 'usage')
    );
  if others is not null then
    raise warning 'belay: other policies of realtime.messages open or close topics too, which TopicAuthorizer does not '
      'know of: %', left(others, 300);
  end if;
  if not messages.secured then
    raise warning 'belay: row level security of realtime.messages is off, so its policies do nothing';
  end if;
  return messages.secured;
end
$$;

-- Those of the installation were made before.
do $$
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  if exists (
    select
    from pg_catalog.pg_policy p
    join pg_catalog.pg_class c on c.oid = p.polrelid and c.relname = 'messages'
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace and n.nspname = 'realtime'
    where p.polname = 'belay_topic_write'
  ) then
    alter policy belay_topic_write on realtime.messages
      with check (
        topic = (select belay.usable_topic(belay.request_user_id(), realtime.topic(), 'write'))
        and extension in ('broadcast', 'presence')
        and (private or event is null)
      );
  end if;
exception
  when syntax_error_or_access_rule_violation then
    raise warning 'belay: the policy belay_topic_write lets users put public rows into realtime.messages, since role % could '
      'not change it (error %). As a role that may, run belay-sql/bootstrap/topic_policies.sql, in the SQL editor for one.',
      current_user, sqlstate;
end
$$;

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126200100' $$;

-- ==== end
