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
