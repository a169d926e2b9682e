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
