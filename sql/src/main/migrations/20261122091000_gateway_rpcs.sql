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
