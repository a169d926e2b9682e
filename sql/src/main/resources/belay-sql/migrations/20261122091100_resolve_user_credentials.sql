-- The hot path: all that a provider resolver needs to know of a user, in one round trip.

-- One row per key; base_url and the consent repeat on each. Without any key there is one row whose service is
-- null. A service with a null api_key has a key that the vault no longer holds: the caller must not take that
-- for "no key". It reads only, so that it may run on a replica; record_api_key_reads does the audit later.
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
set search_path = ''
as $$
begin
  perform belay.require_service_role();
  perform belay.check_user_id(p_user_id);

  begin
    -- Looked up one by one by id: a join could be planned to decrypt the whole vault.
    return query
      select
        k.service,
        (
          select d.decrypted_secret::text collate "default"
          from vault.decrypted_secrets d
          where d.id = k.vault_secret_id
        ),
        g.base_url,
        coalesce(s.allow_gateway_fallback, false)
      from (select p_user_id) as wanted (user_id)
      left join public.api_gateway_configs g on g.user_id = wanted.user_id
      left join public.user_settings s on s.user_id = wanted.user_id
      left join public.api_keys k on k.user_id = wanted.user_id;
  exception
    when data_exception then
      -- The vault's own message is not for the caller.
      raise exception 'belay: a stored key of this user cannot be decrypted' using errcode = '55000';
  end;
end
$$;

comment on function public.resolve_user_credentials(uuid) is
  'Belay RPC for service_role. All keys, gateway URL and consent of a user. Runbook: BYOK / Vault Operations.';
revoke all on function public.resolve_user_credentials(uuid) from public, anon, authenticated, service_role;
grant execute on function public.resolve_user_credentials(uuid) to service_role;

create or replace function belay.schema_version() returns text language sql immutable set search_path = ''
  as $$ select '20261122091100' $$;
