-- Delivery from inside the database, for endpoints whose mode is pg_net: the extension pg_net of Supabase posts what it is
-- handed, after the commit.
--
-- Its limits: it tries once, whatever the answer is, and there is no log of attempts. Its queue is an unlogged table, so a
-- crash of the server empties it; and a worker that dies in the middle of a batch sends that batch again. So an event may
-- be lost and may come twice. Each body is cut at 64 KiB. Every role of the database can read the queue: the body, and the
-- signature, though not the secret. It knows one database for each server. Use the outbox for what must arrive.

-- May this function be called with the rights of the schema's owner? Only one that a superuser or that owner made: anybody
-- who may create a schema could put another one in its place.
create or replace function belay.is_trusted_function(p_function regprocedure)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select
    from pg_catalog.pg_proc p
    join pg_catalog.pg_roles r on r.oid = p.proowner
    where p.oid = p_function
      and (r.rolsuper or r.rolname = current_user)
  )
$$;

-- Hands an event to pg_net, signed if the database has a secret: see belay.webhook_secret(). The signature is over the very
-- bytes that pg_net sends, which are those of the event's text in UTF-8.
-- False where it was not taken, so that it can go into the outbox instead; whatever the reason, the writer goes on.
create or replace function belay.post_webhook(p_endpoint text, p_event jsonb)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  post regprocedure;
  url text;
  secret text;
  headers jsonb;
begin
  post := to_regprocedure('net.http_post(text,jsonb,jsonb,jsonb,integer)');
  url := (
    select coalesce(e.url, belay.webhook_url_setting(e.name)) from belay.webhook_endpoints e where e.name = p_endpoint
  );
  if url is null or post is null or not belay.is_trusted_function(post) then
    raise warning 'belay: an event for endpoint % was not handed to pg_net: %', p_endpoint,
      case when url is null then 'the endpoint has no URL' else 'the extension is not installed' end;
    return false;
  end if;

  secret := (select s.secret from belay.webhook_secret(p_endpoint) as s);
  headers := jsonb_build_object('Content-Type', 'application/json', 'X-Event-Type', p_event ->> 'type');
  -- A table may have a name that would be a header of its own.
  if p_event ->> 'table' collate "C" ~ '^[A-Za-z0-9_.-]+$' then
    headers := headers || jsonb_build_object('X-Table', p_event ->> 'table');
  end if;
  if secret is not null then
    headers := headers || jsonb_build_object(
      'X-Signature-HMAC',
      encode(belay.hmac_sha256(convert_to(p_event::text, 'utf8'), convert_to(secret, 'utf8')), 'hex')
    );
  end if;

  -- All five arguments, so that no other function of this name can be meant.
  perform net.http_post(url, p_event, '{}'::jsonb, headers, 8000);
  return true;
exception
  when others then
    -- The message may repeat what is being sent.
    raise warning 'belay: an event for endpoint % was not handed to pg_net: error %', p_endpoint, sqlstate;
    return false;
end
$$;

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126110600' $$;
