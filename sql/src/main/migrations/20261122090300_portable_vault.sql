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
