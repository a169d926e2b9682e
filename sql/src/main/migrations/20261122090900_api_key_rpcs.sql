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
