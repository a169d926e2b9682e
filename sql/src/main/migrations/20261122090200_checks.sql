-- The services a key can be stored for, and the checks that every RPC makes on its arguments.
-- A refusal names what is wrong and never repeats the value: a key may have been passed in the wrong place.

-- The services a key can be stored for. An OpenAI-compatible provider is added with register_api_key_service.
create table if not exists belay.api_key_services (
  service text primary key check (service operator(pg_catalog.~) '^[a-z0-9][a-z0-9_-]{0,49}$'),
  registered_at timestamptz not null default pg_catalog.now()
);

comment on table belay.api_key_services is
  'Services that a key can be stored for, in normal form (trimmed, lower case).';

insert into belay.api_key_services (service)
values ('openai'), ('anthropic'), ('xai'), ('openrouter'), ('gateway')
on conflict (service) do nothing;

-- Second line of defence of every RPC: a request that carries claims must carry those of the service role.
-- The boundary is the EXECUTE grant. Any session may set this setting, so a claim can refuse, never admit.
create or replace function belay.require_service_role()
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  -- Null on a connection that never served an HTTP request, '' on a pooled one that did.
  claims constant text := nullif(current_setting('request.jwt.claims', true), '');
  claimed_role text;
begin
  if claims is null then
    return;
  end if;

  begin
    claimed_role := claims::jsonb ->> 'role';
  exception
    when data_exception then
      claimed_role := null;
  end;

  if claimed_role is distinct from 'service_role' then
    raise exception 'belay: Must be called as service role' using errcode = '42501';
  end if;
end
$$;

-- Refuses the null and the nil UUID, which stand for "no user" in too many programs.
create or replace function belay.check_user_id(p_user_id uuid)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_user_id is null or p_user_id = '00000000-0000-0000-0000-000000000000' then
    raise exception 'belay: user id must be a UUID other than the nil UUID' using errcode = '22023';
  end if;
end
$$;

-- The normal form of a service name, which must be a registered one.
create or replace function belay.checked_service(p_service text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  -- A longer text is no service, and not worth a look.
  normalised constant text := case when octet_length(p_service) <= 200 then lower(btrim(p_service, E' \t\r\n')) end;
begin
  if not exists (select from belay.api_key_services s where s.service = normalised) then
    raise exception 'belay: unknown service, register it with register_api_key_service first' using errcode = '22023';
  end if;
  return normalised;
end
$$;

-- Is this the text of a client-side envelope? Ranges are those of ASCII whatever the database's collation.
-- No pattern here has a backslash: with standard_conforming_strings off, it would be lost from the string. And
-- each looks at the length first: a pattern's time is the caller's to spend otherwise.
create or replace function belay.is_envelope(p_text text)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when octet_length(p_text) > 8192 then false
    else p_text collate "C" ~ '^belay[.]v1[.][a-z0-9-]{1,32}[.][A-Za-z0-9_-]+$'
  end
$$;

-- Refuses what cannot be a key: it must be visible ASCII, so that it fits into an HTTP header.
-- An envelope is longer than the key in it, hence its own limit.
create or replace function belay.check_api_key(p_api_key text)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if coalesce(p_api_key, '') = '' then
    raise exception 'belay: API key must not be empty' using errcode = '22023';
  end if;
  if octet_length(p_api_key) > 4096 and not belay.is_envelope(p_api_key) then
    raise exception 'belay: API key must not be longer than 4096 bytes' using errcode = '22023';
  end if;
  if p_api_key collate "C" !~ '^[!-~]+$' then
    raise exception 'belay: API key must consist of visible ASCII characters' using errcode = '22023';
  end if;
end
$$;

-- The form of a gateway's base URL: https, a host, no user, port 443 or none, no query, no fragment.
-- Whether the host is allowed is the service's decision: see the gateway URL guard of byok-core.
create or replace function belay.is_gateway_base_url(p_base_url text)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when octet_length(p_base_url) > 2048 then false
    else
      p_base_url collate "C" ~ '^[!-~]+$'
      -- 92 is the backslash, which some clients take for a slash.
      and strpos(p_base_url, chr(92)) = 0
      and p_base_url collate "C" ~ '^https://([[][0-9A-Fa-f:.]+[]]|[^]:@/?#[]+)(:443)?(/[^?#]*)?$'
  end
$$;

-- Refuses what is not a gateway's base URL.
create or replace function belay.check_gateway_base_url(p_base_url text)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if not coalesce(belay.is_gateway_base_url(p_base_url), false) then
    raise exception 'belay: gateway base URL must be https, without user, query or fragment, on port 443'
      using errcode = '22023';
  end if;
end
$$;

revoke all on all tables in schema belay from public;
revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261122090200' $$;
