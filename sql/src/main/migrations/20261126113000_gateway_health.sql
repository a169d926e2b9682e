-- Whoever changes a gateway's URL, by our functions or by hand, makes void what was found of its key.

-- Our functions have locked the key's row and forgotten its health before they come here, so that two of them never
-- wait for each other. A change by hand locks the gateway's row first, and may in the worst case have to be repeated.
create or replace function belay.forget_health_of_changed_gateway()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'UPDATE' and old.base_url = new.base_url and old.user_id = new.user_id then
    return null;
  end if;
  -- Fires the trigger api_keys_forget_health.
  update public.api_keys k
  set vault_secret_id = k.vault_secret_id
  where k.user_id in (old.user_id, new.user_id)
    and k.service = 'gateway';
  return null;
end
$$;

revoke all on function belay.forget_health_of_changed_gateway() from public, anon, authenticated, service_role;

create or replace trigger api_gateway_configs_forget_health
  after insert or delete or update of base_url, user_id on public.api_gateway_configs
  for each row
  execute function belay.forget_health_of_changed_gateway();

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126113000' $$;
