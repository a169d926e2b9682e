-- What the database knows of an endpoint's URL and secret beyond its own tables: the settings of the runbook, and the
-- vault of Supabase.

-- A setting of this database, as ALTER DATABASE ... SET stored it; null where it is unset or blank.
-- Not current_setting(): any session may set a setting of this kind to what it likes, and these say where rows are sent.
create or replace function belay.database_setting(p_name text)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select setting.value
  from pg_catalog.pg_db_role_setting s
  cross join lateral unnest(s.setconfig) as entry (text)
  cross join lateral (
    select substr(entry.text, strpos(entry.text, '=') + 1)
  ) as setting (value)
  where s.setdatabase = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
    and s.setrole = 0
    and lower(split_part(entry.text, '=', 1)) = p_name
    and btrim(setting.value) <> ''
$$;

-- The setting of the runbook for an endpoint's URL: app.vercel_webhook_trips for the endpoint trips, and so on.
create or replace function belay.webhook_url_setting_name(p_endpoint text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select 'app.vercel_webhook_' || replace(p_endpoint, '-', '_')
$$;

-- The URL that it gives; null where there is none, or none that can be used.
create or replace function belay.webhook_url_setting(p_endpoint text)
returns text
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select s.url
  from belay.database_setting(belay.webhook_url_setting_name(p_endpoint)) as s (url)
  where belay.is_webhook_url(s.url)
$$;

-- The secret that the database itself holds for an endpoint, and where from: in Supabase Vault under the name
-- belay_webhook_secret_<endpoint> or belay_webhook_secret, else the setting of the runbook. No row where there is none:
-- a blank one is none. The portable vault is not asked, since what it holds only the service can open.
create or replace function belay.webhook_secret(p_endpoint text)
returns table (
  source text,
  secret text
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  stored text;
begin
  if exists (select from pg_catalog.pg_extension e where e.extname = 'supabase_vault') then
    select d.decrypted_secret::text collate "default"
    into stored
    from vault.decrypted_secrets d
    where d.name in ('belay_webhook_secret_' || p_endpoint, 'belay_webhook_secret')
      and btrim(d.decrypted_secret) <> ''
    order by d.name = 'belay_webhook_secret'
    limit 1;
    if stored is not null then
      return query select 'vault', stored;
      return;
    end if;
  end if;

  return query
    select 'setting', s.secret
    from belay.database_setting('app.webhook_hmac_secret') as s (secret)
    where s.secret is not null;
end
$$;

-- What tells two secrets apart and gives neither away: the first 16 hexadecimal digits of a SHA-256, with a prefix so
-- that it is good for nothing else. (Who can guess a secret can confirm the guess: use long random ones.)
create or replace function belay.webhook_secret_fingerprint(p_secret text)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select left(encode(sha256(convert_to('belay.webhook-secret.v1:' || p_secret, 'utf8')), 'hex'), 16)
$$;

-- HMAC-SHA256 (RFC 2104) on the SHA-256 of PostgreSQL itself. That of the extension pgcrypto lies in another schema in
-- each project, and where its name is looked up, somebody else's function could be found.
create or replace function belay.hmac_sha256(p_message bytea, p_key bytea)
returns bytea
language plpgsql
immutable
strict
set search_path = pg_catalog, pg_temp
as $$
declare
  block bytea := case when length(p_key) > 64 then sha256(p_key) else p_key end;
  inner_pad bytea := decode(repeat('36', 64), 'hex');
  outer_pad bytea := decode(repeat('5c', 64), 'hex');
begin
  for i in 0 .. length(block) - 1 loop
    inner_pad := set_byte(inner_pad, i, get_byte(block, i) # 54);
    outer_pad := set_byte(outer_pad, i, get_byte(block, i) # 92);
  end loop;
  return sha256(outer_pad || sha256(inner_pad || p_message));
end
$$;

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126110100' $$;
