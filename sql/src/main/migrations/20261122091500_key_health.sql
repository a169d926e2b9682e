-- What the last check of a key has found. Users see it beside their keys: it is made of fixed words and a time,
-- and never holds anything that a provider has said.

-- The words, and which reasons a state can have.
create or replace function belay.is_api_key_health(p_state text, p_reason text)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    p_reason = any (
      case p_state
        when 'valid' then array['accepted']
        when 'invalid' then array['rejected', 'blocked', 'malformed']
        when 'restricted' then array['missing_scope', 'forbidden']
        when 'no_quota' then array['no_credit']
        when 'unreachable' then array[
          'host_not_found', 'connect_failed', 'tls_failed', 'timed_out', 'connection_lost', 'provider_failed'
        ]
        when 'unknown' then array[
          'rate_limited', 'unexpected_answer', 'answer_too_large', 'address_refused', 'unreadable', 'no_provider',
          'check_failed'
        ]
      end
    ),
    false
  )
$$;

-- The stamp changes whenever what was found no longer holds. A check remembers it from before it read the key,
-- so that it cannot say of a new key what it found of the old one.
alter table public.api_keys
  add column if not exists health text,
  add column if not exists health_reason text,
  add column if not exists health_checked_at timestamptz,
  add column if not exists health_stamp uuid not null default pg_catalog.gen_random_uuid();

do $$
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  if not exists (
    select
    from pg_catalog.pg_constraint c
    where c.conrelid = 'public.api_keys'::regclass
      and c.conname = 'api_keys_health_check'
  ) then
    alter table public.api_keys
      add constraint api_keys_health_check check (
        case
          when num_nulls(health, health_reason, health_checked_at) = 0
            then belay.is_api_key_health(health, health_reason)
          else num_nulls(health, health_reason, health_checked_at) = 3
        end
      );
  end if;
end
$$;

comment on column public.api_keys.health is
  'What the last check found: valid, invalid, restricted, no_quota, unreachable or unknown. Null: not checked.';
comment on column public.api_keys.health_reason is 'Why, in a fixed word: see belay.is_api_key_health.';
comment on column public.api_keys.health_checked_at is 'When the check began.';
comment on column public.api_keys.health_stamp is 'Changes with the key and with the gateway that it is for.';

-- A key that was replaced has not been checked.
create or replace function belay.forget_api_key_health()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  new.health := null;
  new.health_reason := null;
  new.health_checked_at := null;
  new.health_stamp := gen_random_uuid();
  return new;
end
$$;

-- Whatever stores a key names vault_secret_id, even where it stays the same. Sealing the same key again does not.
create or replace trigger api_keys_forget_health
  before update of vault_secret_id on public.api_keys
  for each row
  execute function belay.forget_api_key_health();

-- A gateway's key was checked at the gateway that it was for. This comes before the write of the new URL, so that
-- the key's row is always locked before the gateway's, as in insert_user_gateway_key.
create or replace function belay.forget_gateway_key_health(p_user_id uuid, p_new_base_url text)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.lock_user_keys(p_user_id);
  -- Fires the trigger above.
  update public.api_keys k
  set vault_secret_id = k.vault_secret_id
  where k.user_id = p_user_id
    and k.service = 'gateway'
    and p_new_base_url is distinct from (
      select g.base_url from public.api_gateway_configs g where g.user_id = p_user_id
    );
end
$$;

-- As before, and the health of the user's gateway key is forgotten.
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

  perform belay.forget_gateway_key_health(p_user_id, p_base_url);
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

-- As before, and the health of the user's gateway key is forgotten.
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

  perform belay.forget_gateway_key_health(p_user_id, null);
  delete from public.api_gateway_configs g where g.user_id = p_user_id;
end
$$;

-- Notes what a check has found. False where the key is gone, where its stamp is another than the given one by now
-- (null: any), or where a later check has been noted already.
create or replace function public.record_api_key_health(
  p_user_id uuid,
  p_service text,
  p_state text,
  p_reason text,
  p_checked_at timestamptz,
  p_stamp uuid default null
)
returns boolean
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
  if not belay.is_api_key_health(p_state, p_reason) then
    raise exception 'belay: unknown state or reason of a key''s health' using errcode = '22023';
  end if;
  if p_checked_at is null or not isfinite(p_checked_at) then
    raise exception 'belay: the time of a key''s check is needed' using errcode = '22023';
  end if;

  -- A clock that runs ahead must not keep later checks out.
  update public.api_keys k
  set
    health = p_state,
    health_reason = p_reason,
    health_checked_at = least(p_checked_at, now())
  where k.user_id = p_user_id
    and k.service = service_name
    and (p_stamp is null or k.health_stamp = p_stamp)
    and (k.health_checked_at is null or k.health_checked_at <= p_checked_at);
  return found;
end
$$;

comment on function public.record_api_key_health(uuid, text, text, text, timestamptz, uuid) is
  'Belay RPC for service_role. Notes what a check of a user''s key has found. Runbook: BYOK Verification.';
revoke all on function public.record_api_key_health(uuid, text, text, text, timestamptz, uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.record_api_key_health(uuid, text, text, text, timestamptz, uuid) to service_role;

-- What the last checks of a user's keys have found; state, reason and checked_at are null for a key that has not
-- been checked since it was stored.
create or replace function public.list_api_key_health(p_user_id uuid)
returns table (
  service text,
  state text,
  reason text,
  checked_at timestamptz,
  stamp uuid
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
    select k.service, k.health, k.health_reason, k.health_checked_at, k.health_stamp
    from public.api_keys k
    where k.user_id = p_user_id
    order by k.service;
end
$$;

comment on function public.list_api_key_health(uuid) is
  'Belay RPC for service_role. Lists what the last checks of a user''s keys found. Runbook: BYOK Verification.';
revoke all on function public.list_api_key_health(uuid) from public, anon, authenticated, service_role;
grant execute on function public.list_api_key_health(uuid) to service_role;

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261122091500' $$;
