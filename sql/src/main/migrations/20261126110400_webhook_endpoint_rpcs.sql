-- The RPCs of an operator about endpoints: set up, list, pause, resume, and whether both sides have the same secret.

-- Makes an endpoint, or changes what is not null of it; an empty URL removes its URL. An endpoint that is made without a URL
-- takes that of the runbook's setting, or else that of the dispatcher's configuration.
create or replace function public.upsert_webhook_endpoint(
  p_name text,
  p_url text default null,
  p_ordered boolean default null,
  p_max_payload_bytes integer default null,
  p_mode text default null
)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  was_ordered boolean;
  changed_id integer;
begin
  perform belay.require_service_role();
  if p_url <> '' and not belay.is_webhook_url(p_url) then
    raise exception 'belay: an endpoint''s URL must be https, without user and fragment, of at most 2048 visible characters'
      using errcode = '22023';
  end if;
  if p_max_payload_bytes not between 2048 and 16777216 then
    raise exception 'belay: the largest payload must be 2048 to 16777216 bytes' using errcode = '22023';
  end if;
  if p_mode not in ('outbox', 'pg_net') then
    raise exception 'belay: the mode must be outbox or pg_net' using errcode = '22023';
  end if;

  perform belay.ensure_webhook_endpoint(p_name);
  select e.id, e.ordered
  into changed_id, was_ordered
  from belay.webhook_endpoints e
  where e.name = p_name
  for no key update;
  update belay.webhook_endpoints e
  set
    url = case when p_url is null then e.url else nullif(p_url, '') end,
    ordered = coalesce(p_ordered, e.ordered),
    max_payload_bytes = coalesce(p_max_payload_bytes, e.max_payload_bytes),
    mode = coalesce(p_mode, e.mode)
  where e.id = changed_id;

  -- Nobody waits for anybody any more.
  if was_ordered and not p_ordered then
    delete from belay.webhook_lanes l where l.endpoint_id = changed_id;
    update belay.webhook_deliveries d
    set due_at = now()
    where d.endpoint_id = changed_id
      and d.dead_at is null
      and d.due_at = 'infinity';
  end if;
end
$$;

comment on function public.upsert_webhook_endpoint(text, text, boolean, integer, text) is
  'Belay RPC for service_role. Makes or changes a webhook endpoint. Runbook: Webhooks Operations, Setup.';
revoke all on function public.upsert_webhook_endpoint(text, text, boolean, integer, text)
  from public, anon, authenticated, service_role;
grant execute on function public.upsert_webhook_endpoint(text, text, boolean, integer, text) to service_role;

-- All endpoints. url_source says where the URL comes from: endpoint; setting, of the runbook; bad_setting, where that is
-- none that can be used; none, where the dispatcher has to know.
create or replace function public.list_webhook_endpoints()
returns table (
  endpoint text,
  url text,
  url_source text,
  mode text,
  ordered boolean,
  max_payload_bytes integer,
  state text,
  state_reason text,
  state_changed_at timestamptz,
  signing_fingerprint text,
  signing_fingerprint_at timestamptz
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();

  return query
    select
      e.name,
      coalesce(e.url, setting.url),
      case
        when e.url is not null then 'endpoint'
        when setting.url is not null then 'setting'
        when belay.database_setting(belay.webhook_url_setting_name(e.name)) is not null then 'bad_setting'
        else 'none'
      end,
      e.mode, e.ordered, e.max_payload_bytes, e.state, e.state_reason, e.state_changed_at,
      e.signing_fingerprint, e.signing_fingerprint_at
    from belay.webhook_endpoints e
    cross join lateral belay.webhook_url_setting(e.name) as setting (url)
    order by e.name;
end
$$;

comment on function public.list_webhook_endpoints() is
  'Belay RPC for service_role. Lists the webhook endpoints. Runbook: Webhooks Operations, Setup.';
revoke all on function public.list_webhook_endpoints() from public, anon, authenticated, service_role;
grant execute on function public.list_webhook_endpoints() to service_role;

-- Stops deliveries to an endpoint; those under way end as they end. Events are still recorded. Returns false where it was
-- not active.
create or replace function public.pause_webhook_endpoint(p_name text, p_reason text default null)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  paused_id integer;
begin
  perform belay.require_service_role();
  paused_id := belay.webhook_endpoint_id(p_name);
  if octet_length(p_reason) > 200 then
    raise exception 'belay: a reason must not be longer than 200 bytes' using errcode = '22023';
  end if;

  update belay.webhook_endpoints e
  set
    state = 'paused',
    state_reason = p_reason,
    state_changed_at = now()
  where e.id = paused_id
    and e.state = 'active';
  return found;
end
$$;

comment on function public.pause_webhook_endpoint(text, text) is
  'Belay RPC for service_role. Stops deliveries to an endpoint for a while. Runbook: Webhook Incident.';
revoke all on function public.pause_webhook_endpoint(text, text) from public, anon, authenticated, service_role;
grant execute on function public.pause_webhook_endpoint(text, text) to service_role;

-- Lets deliveries to a paused or disabled endpoint go on. Returns false where it was active.
create or replace function public.resume_webhook_endpoint(p_name text)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  resumed_id integer;
begin
  perform belay.require_service_role();
  resumed_id := belay.webhook_endpoint_id(p_name);

  update belay.webhook_endpoints e
  set
    state = 'active',
    state_reason = null,
    state_changed_at = now()
  where e.id = resumed_id
    and e.state <> 'active';
  if not found then
    return false;
  end if;
  perform pg_notify('belay_webhook_outbox', '');
  return true;
end
$$;

comment on function public.resume_webhook_endpoint(text) is
  'Belay RPC for service_role. Ends what pause_webhook_endpoint or a 410 began. Runbook: Webhook Incident.';
revoke all on function public.resume_webhook_endpoint(text) from public, anon, authenticated, service_role;
grant execute on function public.resume_webhook_endpoint(text) to service_role;

-- Notes which secret a dispatcher signs with, by its fingerprint; null where it signs with none.
create or replace function public.record_webhook_fingerprint(p_name text, p_fingerprint text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  signed_id integer;
begin
  perform belay.require_service_role();
  signed_id := belay.webhook_endpoint_id(p_name);
  if octet_length(p_fingerprint) <> 16 or p_fingerprint collate "C" !~ '^[0-9a-f]+$' then
    raise exception 'belay: a fingerprint must be 16 hexadecimal digits, in lower case' using errcode = '22023';
  end if;

  update belay.webhook_endpoints e
  set
    signing_fingerprint = p_fingerprint,
    signing_fingerprint_at = now()
  where e.id = signed_id;
end
$$;

comment on function public.record_webhook_fingerprint(text, text) is
  'Belay RPC for service_role. Notes the fingerprint of the secret that a dispatcher signs with. Runbook: Webhooks Operations, Security.';
revoke all on function public.record_webhook_fingerprint(text, text) from public, anon, authenticated, service_role;
grant execute on function public.record_webhook_fingerprint(text, text) to service_role;

-- The fingerprint of the secret that the database itself holds for an endpoint (null: for any), and where: vault or setting.
-- No row where it holds none. See belay.webhook_secret_fingerprint().
create or replace function public.get_webhook_secret_fingerprint(p_name text default null)
returns table (
  source text,
  fingerprint text
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();

  return query
    select s.source, belay.webhook_secret_fingerprint(s.secret)
    from belay.webhook_secret(coalesce(p_name, '')) as s;
end
$$;

comment on function public.get_webhook_secret_fingerprint(text) is
  'Belay RPC for service_role. The fingerprint of the webhook secret in the database. Runbook: Webhooks Operations, Security.';
revoke all on function public.get_webhook_secret_fingerprint(text) from public, anon, authenticated, service_role;
grant execute on function public.get_webhook_secret_fingerprint(text) to service_role;

-- Which tables send what to which endpoint. enabled is false where somebody has switched the trigger off.
create or replace function public.list_webhook_watches()
returns table (
  endpoint text,
  table_schema text,
  table_name text,
  operations text,
  options text,
  enabled boolean
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();

  return query
    select
      args.endpoint,
      n.nspname::text,
      c.relname::text,
      concat_ws(
        ',',
        case when t.tgtype & 4 > 0 then 'INSERT' end,
        case when t.tgtype & 16 > 0 then 'UPDATE' end,
        case when t.tgtype & 8 > 0 then 'DELETE' end,
        case when t.tgtype & 32 > 0 then 'TRUNCATE' end
      ),
      coalesce(nullif(args.options, ''), '{}'),
      t.tgenabled <> 'D'
    from pg_catalog.pg_trigger t
    join pg_catalog.pg_class c on c.oid = t.tgrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    -- Each argument ends in a zero byte.
    cross join lateral (
      select position('\x00'::bytea in t.tgargs) as length
    ) as first
    cross join lateral (
      select
        convert_from(substr(t.tgargs, 1, first.length - 1), getdatabaseencoding()) as endpoint,
        convert_from(
          substr(t.tgargs, first.length + 1, greatest(length(t.tgargs) - first.length - 1, 0)), getdatabaseencoding()
        ) as options
    ) as args
    where t.tgfoid = 'belay.capture_row_change()'::regprocedure
      and t.tgparentid = 0
      and first.length > 0
    order by 2, 3, 1, 4;
end
$$;

comment on function public.list_webhook_watches() is
  'Belay RPC for service_role. Lists the tables that send events. Runbook: Webhooks Operations, Setup.';
revoke all on function public.list_webhook_watches() from public, anon, authenticated, service_role;
grant execute on function public.list_webhook_watches() to service_role;

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126110400' $$;
