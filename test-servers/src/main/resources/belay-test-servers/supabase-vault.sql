-- Installs the vault and hands out what a hosted project hands out. No role
-- but the extension's owner may INSERT, UPDATE, lock or reference a secret.

set role supabase_admin;
create extension supabase_vault;
reset role;

grant usage on schema vault to supabase_postgres with grant option;
grant select, delete on vault.secrets, vault.decrypted_secrets
  to supabase_postgres with grant option;
grant execute on function
  vault.create_secret(text, text, text, uuid),
  vault.update_secret(uuid, text, text, text, uuid),
  vault._crypto_aead_det_decrypt(bytea, bytea, bigint, bytea, bytea)
  to supabase_postgres with grant option;

grant usage on schema vault to service_role;
grant select, delete on vault.secrets, vault.decrypted_secrets to service_role;
grant execute on function
  vault.create_secret(text, text, text, uuid),
  vault.update_secret(uuid, text, text, text, uuid),
  vault._crypto_aead_det_decrypt(bytea, bytea, bigint, bytea, bytea)
  to service_role;
