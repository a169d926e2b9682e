-- The RPCs that a key ring's rotation stands on: read page by page, replace each by compare-and-set. A
-- rotation may stop anywhere and begin again; a key that a user replaces meanwhile is never overwritten.

-- One page of stored keys in order of id, after the given one (0 or null: from the start). api_key is null
-- where the vault cannot give it back. A key stored without an envelope is in it too, so that it can be sealed.
create or replace function public.list_api_key_envelopes(p_after_id bigint, p_limit integer)
returns table (
  id bigint,
  user_id uuid,
  service text,
  api_key text
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  stored record;
begin
  perform belay.require_service_role();
  if p_limit is null or p_limit not between 1 and 1000 then
    raise exception 'belay: limit must be 1 to 1000' using errcode = '22023';
  end if;

  for stored in
    select k.id, k.user_id, k.service, belay.readable_secret(k.vault_secret_id) as secret
    from public.api_keys k
    where k.id > coalesce(p_after_id, 0)
    order by k.id
    limit p_limit
  loop
    id := stored.id;
    user_id := stored.user_id;
    service := stored.service;
    api_key := stored.secret;
    -- What is handed out is audited as any other read.
    if api_key is not null then
      perform belay.audit('read', user_id, service);
    end if;
    return next;
  end loop;
end
$$;

comment on function public.list_api_key_envelopes(bigint, integer) is
  'Belay RPC for service_role. Pages through all stored keys for rotation. Runbook: Vault Security Breach, step 2.';
revoke all on function public.list_api_key_envelopes(bigint, integer) from public, anon, authenticated, service_role;
grant execute on function public.list_api_key_envelopes(bigint, integer) to service_role;

-- Replaces a stored key if it is still the expected one; false where it is another by now, or gone. The user's
-- key stays the same under a new seal, so only updated_at changes.
create or replace function public.replace_api_key_envelope(
  p_user_id uuid,
  p_service text,
  p_expected text,
  p_replacement text
)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  service_name text;
  secret_id uuid;
begin
  perform belay.require_service_role();
  perform belay.check_user_id(p_user_id);
  service_name := belay.checked_service(p_service);
  perform belay.check_api_key(p_expected);
  perform belay.check_api_key(p_replacement);

  perform belay.lock_user_keys(p_user_id);
  select k.vault_secret_id
  into secret_id
  from public.api_keys k
  where k.user_id = p_user_id
    and k.service = service_name
  for update;

  if not found or belay.readable_secret(secret_id) is distinct from p_expected then
    return false;
  end if;

  perform vault.update_secret(secret_id, p_replacement);
  update public.api_keys k
  set updated_at = now()
  where k.user_id = p_user_id
    and k.service = service_name;
  perform belay.audit('rotated', p_user_id, service_name);
  return true;
end
$$;

comment on function public.replace_api_key_envelope(uuid, text, text, text) is
  'Belay RPC for service_role. Replaces a key by compare-and-set for rotation. Runbook: Vault Security Breach, step 2.';
revoke all on function public.replace_api_key_envelope(uuid, text, text, text)
  from public, anon, authenticated, service_role;
grant execute on function public.replace_api_key_envelope(uuid, text, text, text) to service_role;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261122091200' $$;
