-- A stand-in for supabase_vault 0.3.1 with its objects, privileges and order of writes: reference
-- sections 1.2 to 1.4. For tests only: the key stands below. The real one has its cipher in C; this
-- one uses pgcrypto, AES-256-CBC and a tag over nonce, ciphertext and associated data.

create function vault._stand_in_key() returns bytea language sql immutable as $$
  select pg_catalog.sha256('belay stand-in for supabase_vault'::bytea)
$$;

create function vault._crypto_aead_det_noncegen() returns bytea
language plpgsql volatile security definer set search_path = '' as $$
begin
  return extensions.gen_random_bytes(16);
end
$$;

create function vault._crypto_aead_det_encrypt(
  message bytea, additional bytea, key_id bigint, context bytea = 'pgsodium', nonce bytea = null)
returns bytea language plpgsql immutable security definer set search_path = '' as $$
declare
  sealed bytea := extensions.encrypt_iv(message, vault._stand_in_key(), nonce, 'aes-cbc');
begin
  return extensions.hmac(nonce || sealed || additional, vault._stand_in_key(), 'sha256') || sealed;
end
$$;

create function vault._crypto_aead_det_decrypt(
  message bytea, additional bytea, key_id bigint, context bytea = 'pgsodium', nonce bytea = null)
returns bytea language plpgsql immutable security definer set search_path = '' as $$
declare
  sealed bytea := substr(message, 33);
begin
  if substr(message, 1, 32)
      <> extensions.hmac(nonce || sealed || additional, vault._stand_in_key(), 'sha256') then
    raise exception 'vault: invalid ciphertext' using errcode = '22000';
  end if;
  return extensions.decrypt_iv(sealed, vault._stand_in_key(), nonce, 'aes-cbc');
end
$$;

create table vault.secrets (
  id uuid primary key default gen_random_uuid(),
  name text,
  description text not null default '',
  secret text not null,
  key_id uuid,
  nonce bytea default vault._crypto_aead_det_noncegen(),
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp
);
create unique index secrets_name_idx on vault.secrets (name) where name is not null;
comment on table vault.secrets is 'Stand-in for supabase_vault, for tests only';

-- `secret` is the base64 of the ciphertext. `decrypted_secret` has collation "C", as on the real
-- vault: it comes from the name of the encoding.
create view vault.decrypted_secrets as
select
  id,
  name,
  description,
  secret,
  convert_from(
    vault._crypto_aead_det_decrypt(
      decode(secret, 'base64'), convert_to(id::text, 'utf8'), 0, 'pgsodium', nonce),
    'utf8'::name) as decrypted_secret,
  key_id,
  nonce,
  created_at,
  updated_at
from vault.secrets;

-- Writes the plaintext first and then the ciphertext, as the real one does, so that a test which
-- looks into the WAL or a dead tuple can find what a caller must avoid.
create function vault.create_secret(
  new_secret text, new_name text = null, new_description text = '', new_key_id uuid = null)
returns uuid language plpgsql security definer set search_path = '' as $$
declare
  created vault.secrets;
begin
  insert into vault.secrets (secret, name, description)
  values (new_secret, new_name, new_description)
  returning * into created;

  update vault.secrets
  set secret = encode(
    vault._crypto_aead_det_encrypt(
      convert_to(created.secret, 'utf8'), convert_to(created.id::text, 'utf8'), 0, 'pgsodium',
      created.nonce),
    'base64')
  where id = created.id;
  return created.id;
end
$$;

-- Encrypts before it writes. A null means "keep"; an unknown id is passed over in silence.
create function vault.update_secret(
  secret_id uuid, new_secret text = null, new_name text = null, new_description text = null,
  new_key_id uuid = null)
returns void language plpgsql security definer set search_path = '' as $$
begin
  update vault.secrets as stored
  set
    secret = case
      when new_secret is null then stored.secret
      else encode(
        vault._crypto_aead_det_encrypt(
          convert_to(new_secret, 'utf8'), convert_to(stored.id::text, 'utf8'), 0, 'pgsodium',
          stored.nonce),
        'base64')
    end,
    name = coalesce(new_name, stored.name),
    description = coalesce(new_description, stored.description),
    updated_at = now()
  where stored.id = secret_id;
end
$$;

revoke all on schema vault from public;
revoke all on all tables in schema vault from public;
revoke all on all functions in schema vault from public;

select pg_catalog.pg_extension_config_dump('vault.secrets', '');
