-- The only functions that put a secret into the vault or take it out, the same for both vaults.

-- The name under which a user's key lies in the vault.
create or replace function belay.secret_name(p_user_id uuid, p_service text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select p_service || '_api_key_' || p_user_id::text
$$;

-- Serialises what writes one user's keys. A row lock would not do: before the first key there is no row,
-- and Supabase Vault grants no row locks on its own table.
create or replace function belay.lock_user_keys(p_user_id uuid)
returns void
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('belay.api_keys:' || p_user_id::text, 0))
$$;

-- Puts a new secret into the vault.
-- create_secret of Supabase Vault writes its argument in plain text before it encrypts it, so the text would
-- stay in the WAL and in a dead row. It gets a random placeholder; update_secret encrypts before it writes.
-- The placeholder has the form of an envelope, because the portable vault takes nothing else.
create or replace function belay.create_secret(p_name text, p_secret text)
returns uuid
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  secret_id uuid;
begin
  -- A secret of this name that no row points at is left from another installation.
  delete from vault.secrets s where s.name = p_name;
  secret_id := vault.create_secret('belay.v1.placeholder.' || gen_random_uuid()::text, p_name);
  perform vault.update_secret(secret_id, p_secret);
  return secret_id;
end
$$;

-- Stores a secret in place of the one with the given id, or anew where there is none; returns its id.
create or replace function belay.store_secret(p_secret_id uuid, p_name text, p_secret text)
returns uuid
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  -- update_secret says nothing about an id that it does not know.
  if not exists (select from vault.secrets s where s.id = p_secret_id) then
    return belay.create_secret(p_name, p_secret);
  end if;

  begin
    perform vault.update_secret(p_secret_id, p_secret);
    return p_secret_id;
  exception
    when data_exception then
      -- update_secret decrypts the old secret first, which fails in a restored database whose vault key is
      -- another one. Entering the key again is the way out, so the unreadable secret makes room.
      delete from vault.secrets s where s.id = p_secret_id;
      return belay.create_secret(p_name, p_secret);
  end;
end
$$;

-- The stored secret; null where it is missing or was encrypted under another vault key.
create or replace function belay.readable_secret(p_secret_id uuid)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return (select d.decrypted_secret::text collate "default" from vault.decrypted_secrets d where d.id = p_secret_id);
exception
  when data_exception then
    return null;
end
$$;

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261122090400' $$;
