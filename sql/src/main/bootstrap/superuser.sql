-- What a superuser does once in a database whose installing role lacks rights. Only needed where the first
-- migration says so; it lists what is missing. Plain SQL for PostgreSQL 15 to 18; may be run again.
--
-- The role that installs the schema is named by a setting in the same session, or is current_user:
--
--   psql -d app -1 -c "set belay.owner = 'app_owner'" -f superuser.sql
--
-- After the installation CREATE on the database may be revoked again.

-- The API roles. A non-superuser cannot create a role with BYPASSRLS before PostgreSQL 16.
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
    execute wanted.definition;
    if wanted.name = 'authenticator' then
      grant anon, authenticated, service_role to authenticator;
    end if;
  end loop;
end
$$;

-- Room for Belay's own objects.
do $$
declare
  owner text;
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  owner := coalesce(nullif(current_setting('belay.owner', true), ''), current_user);
  execute format('grant create on database %I to %I', current_database(), owner);
  execute format('grant usage, create on schema public to %I', owner);
end
$$;

-- The users, where somebody else keeps them. CREATE is given only for what is absent.
do $$
declare
  owner text;
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  owner := coalesce(nullif(current_setting('belay.owner', true), ''), current_user);
  if to_regnamespace('auth') is null then
    return;
  end if;
  execute format('grant usage on schema auth to %I, authenticated', owner);
  if to_regclass('auth.users') is not null then
    execute format('grant references on table auth.users to %I', owner);
  end if;
  if to_regclass('auth.users') is null or to_regprocedure('auth.uid()') is null then
    execute format('grant create on schema auth to %I', owner);
  end if;
end
$$;

-- Supabase Vault, where it is installed: the rights that Supabase itself gives to the role postgres.
do $$
declare
  owner text;
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  owner := coalesce(nullif(current_setting('belay.owner', true), ''), current_user);
  if not exists (select from pg_catalog.pg_extension e where e.extname = 'supabase_vault') then
    return;
  end if;
  execute format('grant usage on schema vault to %I', owner);
  execute format('grant select, delete on table vault.secrets, vault.decrypted_secrets to %I', owner);
  execute format(
    'grant execute on function '
      'vault.create_secret(text, text, text, uuid), vault.update_secret(uuid, text, text, text, uuid) to %I',
    owner
  );
  -- The view decrypts with its reader's rights.
  if to_regprocedure('vault._crypto_aead_det_decrypt(bytea, bytea, bigint, bytea, bytea)') is not null then
    execute format(
      'grant execute on function vault._crypto_aead_det_decrypt(bytea, bytea, bigint, bytea, bytea) to %I',
      owner
    );
  end if;
end
$$;

-- The tables of an original project, which are adopted. A table may carry code of whoever owned it, which would run
-- with the rights of its new owner: such a table is left alone, and what is in the way is named.
-- Its functions are never handed over. Belay brings its own, so they are dropped.
do $$
declare
  owner text;
  obstacle text;
  change text;
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  owner := coalesce(nullif(current_setting('belay.owner', true), ''), current_user);

  select string_agg(distinct found.name, '; ')
  into obstacle
  from (
    select format('schema belay belongs to role %s', n.nspowner::regrole)
    from pg_catalog.pg_namespace n
    where n.nspname = 'belay'
      and n.nspowner <> quote_ident(owner)::regrole
    union all
    select format('public.%I has rule %I', c.relname, r.rulename)
    from pg_catalog.pg_class c
    join pg_catalog.pg_rewrite r on r.ev_class = c.oid
    where c.relnamespace = 'public'::regnamespace
      and c.relkind in ('r', 'p')
      and c.relname in ('api_keys', 'api_gateway_configs', 'user_settings')
    union all
    select format('public.%I depends on function %s of role %s', c.relname, p.oid::regprocedure, r.rolname)
    from pg_catalog.pg_class c
    cross join lateral (
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
    join pg_catalog.pg_roles r on r.oid = p.proowner
    where c.relnamespace = 'public'::regnamespace
      and c.relname in ('api_keys', 'api_gateway_configs', 'user_settings')
      and r.rolname <> owner
      and not r.rolsuper
  ) as found (name);

  if obstacle is not null then
    raise exception 'belay: the tables are not handed over to role %: %', owner, obstacle
      using errcode = '55000';
  end if;

  for change in
    select format('alter table %s owner to %I', c.oid::regclass, owner)
    from pg_catalog.pg_class c
    where c.relnamespace = 'public'::regnamespace
      and c.relname in ('api_keys', 'api_gateway_configs', 'user_settings')
    union all
    select format('drop routine %s', p.oid::regprocedure)
    from pg_catalog.pg_proc p
    where p.pronamespace = 'public'::regnamespace
      and p.proowner <> quote_ident(owner)::regrole
      and p.proname in (
        'insert_user_api_key', 'get_user_api_key', 'touch_user_api_key', 'delete_user_api_key',
        'delete_all_user_api_keys', 'list_user_api_keys', 'register_api_key_service', 'upsert_user_gateway_config',
        'get_user_gateway_base_url', 'delete_user_gateway_config', 'insert_user_gateway_key',
        'get_user_allow_gateway_fallback', 'set_user_allow_gateway_fallback', 'resolve_user_credentials',
        'list_api_key_envelopes', 'replace_api_key_envelope', 'record_api_key_reads', 'list_api_key_audit',
        'trim_api_key_audit', 'check_byok_vault_health', 'purge_api_keys', 'belay_schema_version',
        'record_api_key_health', 'list_api_key_health',
        'get_cache_tag_versions', 'capture_cache_tags', 'bump_cache_tags', 'trim_cache_tag_versions',
        'begin_idempotency_lease', 'commit_idempotency_lease', 'release_idempotency_lease', 'renew_idempotency_lease',
        'trim_idempotency_keys',
        'claim_webhook_deliveries', 'complete_webhook_deliveries', 'extend_webhook_leases',
        'release_webhook_deliveries', 'upsert_webhook_endpoint', 'list_webhook_endpoints', 'pause_webhook_endpoint',
        'resume_webhook_endpoint', 'record_webhook_fingerprint', 'get_webhook_secret_fingerprint',
        'list_webhook_watches', 'list_webhook_backlog', 'replay_webhook_events', 'trim_webhook_outbox',
        'list_webhook_attempts', 'list_webhook_dead_letters',
        'authorize_topics', 'explain_topic', 'list_topic_kinds', 'send_broadcast'
      )
  loop
    execute change;
  end loop;
end
$$;
