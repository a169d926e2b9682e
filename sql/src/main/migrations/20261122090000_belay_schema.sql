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
