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
