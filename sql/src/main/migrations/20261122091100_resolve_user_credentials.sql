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
