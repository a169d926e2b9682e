-- Broadcasts from the database. They lie in realtime.messages, which on Supabase is the platform's; where there is no
-- schema `realtime` at all, a stand-in of the documented shape is made.
do $$
declare
  api_role text;
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  if exists (select from pg_catalog.pg_namespace n where n.nspname = 'realtime') then
    return;
  end if;

  create schema realtime;
  comment on schema realtime is 'Stand-in of Belay for the schema realtime of Supabase.';
  grant usage on schema realtime to anon, authenticated, service_role;

  create table realtime.messages (
    topic text not null,
    extension text not null check (extension in ('broadcast', 'presence')),
    payload jsonb,
    event text,
    private boolean default false,
    updated_at timestamp not null default now(),
    inserted_at timestamp not null default now(),
    id uuid not null default gen_random_uuid(),
    binary_payload bytea,
    primary key (id, inserted_at),
    check (payload is null or binary_payload is null)
  ) partition by range (inserted_at);
  create table realtime.messages_all partition of realtime.messages default;
  alter table realtime.messages enable row level security;
  alter table realtime.messages_all enable row level security;
  revoke all on table realtime.messages, realtime.messages_all from public, anon, authenticated, service_role;
  grant select, insert on table realtime.messages to anon, authenticated, service_role;

  create function realtime.topic() returns text language sql stable set search_path = pg_catalog, pg_temp
    as $function$ select nullif(current_setting('realtime.topic', true), '') $function$;

  -- As the real one it goes on after any error, with a warning.
  create function realtime.send(payload jsonb, event text, topic text, private boolean default true)
  returns void
  language plpgsql
  set search_path = pg_catalog, pg_temp
  as $function$
  declare
    message_id constant uuid := gen_random_uuid();
  begin
    perform set_config('realtime.topic', topic, true);
    insert into realtime.messages (id, payload, event, topic, private, extension)
    values (
      message_id,
      case when payload ? 'id' then payload else jsonb_set(payload, '{id}', to_jsonb(message_id)) end,
      event,
      topic,
      private,
      'broadcast'
    );
  exception
    when others then
      raise warning 'WarnSendingBroadcastMessage: %', sqlerrm;
  end
  $function$;

  create function realtime.broadcast_changes(
    topic_name text,
    event_name text,
    operation text,
    table_name text,
    table_schema text,
    new record,
    old record,
    level text default 'ROW'
  )
  returns void
  language plpgsql
  set search_path = pg_catalog, pg_temp
  as $function$
  begin
    if level = 'STATEMENT' then
      raise exception 'function can only be triggered for each row, not for each statement';
    end if;
    if operation not in ('INSERT', 'UPDATE', 'DELETE') then
      raise exception 'Unexpected operation type: %', operation;
    end if;
    perform realtime.send(
      jsonb_build_object(
        'old_record', old, 'record', new, 'operation', operation, 'table', table_name, 'schema', table_schema
      ),
      event_name,
      topic_name
    );
  exception
    when others then
      raise exception 'Failed to process the row: %', sqlerrm;
  end
  $function$;
end
$$;

-- Writes the row that realtime.send() would write, and its id is known. realtime.send() itself turns every error into a
-- warning that no caller sees, so a message that was dropped could not be told from one that was sent.
create or replace function belay.write_broadcast(p_topic text, p_event text, p_payload jsonb, p_private boolean)
returns uuid
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  message_id constant uuid := gen_random_uuid();
begin
  -- Triggers of the table run with the rights of who writes there.
  if exists (
    select
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace and n.nspname = 'realtime'
    join pg_catalog.pg_roles r on r.oid = c.relowner
    where c.relname = 'messages'
      and not r.rolsuper
      and r.rolname not in (current_user, 'supabase_realtime_admin', 'supabase_admin')
  ) then
    raise exception 'belay: realtime.messages belongs to a role that is not trusted' using errcode = '55000';
  end if;

  insert into realtime.messages (id, payload, event, topic, private, extension)
  values (
    message_id,
    case when p_payload ? 'id' then p_payload else p_payload || jsonb_build_object('id', message_id) end,
    p_event,
    p_topic,
    p_private,
    'broadcast'
  );
  return message_id;
end
$$;

-- Sends a broadcast when the transaction commits; returns the message's id. On Supabase a plan may allow less than the
-- 3,000,000 bytes that are taken here.
create or replace function public.send_broadcast(
  p_topic text,
  p_event text,
  p_payload jsonb,
  p_private boolean default true
)
returns uuid
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  if p_topic is null or octet_length(p_topic) > 255 or not belay.is_topic_id(p_topic, 'text') then
    raise exception 'belay: a topic must be 1 to 255 bytes without control characters' using errcode = '22023';
  end if;
  if p_event is null or octet_length(p_event) > 255 or not belay.is_topic_id(p_event, 'text') then
    raise exception 'belay: an event must be 1 to 255 bytes without control characters' using errcode = '22023';
  end if;
  if p_payload is null or jsonb_typeof(p_payload) <> 'object' or octet_length(p_payload::text) > 3000000 then
    raise exception 'belay: a payload must be a JSON object of at most 3000000 bytes' using errcode = '22023';
  end if;
  if p_private is null then
    raise exception 'belay: it must be said whether a broadcast is private' using errcode = '22023';
  end if;
  return belay.write_broadcast(p_topic, p_event, p_payload, p_private);
exception
  when check_violation then
    -- The server of Supabase makes the partition of a day, and may be late.
    raise exception 'belay: realtime.messages takes no message now, most likely for want of a partition'
      using errcode = '53000';
end
$$;

comment on function public.send_broadcast(text, text, jsonb, boolean) is
  'Belay RPC for service_role. Sends a realtime broadcast with the transaction. Runbook: Realtime Operations.';
revoke all on function public.send_broadcast(text, text, jsonb, boolean)
  from public, anon, authenticated, service_role;
grant execute on function public.send_broadcast(text, text, jsonb, boolean) to service_role;

-- Tells a user's open clients that what they may do in a topic, or in any (null), has changed, so that they join again and
-- are refused if they have lost it. For triggers of the owner: whoever changes a membership needs no right on this. A
-- message that cannot be sent is no reason to keep a member, so it ends with a warning, and false.
create or replace function belay.announce_topic_access_change(p_user_id uuid, p_topic text default null)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_user_id is null then
    return false;
  end if;
  perform belay.write_broadcast(
    'user:' || p_user_id, 'belay:access_changed', jsonb_strip_nulls(jsonb_build_object('topic', p_topic)), true
  );
  return true;
exception
  when others then
    raise warning 'belay: a change of access was not announced: error %', sqlstate;
    return false;
end
$$;

comment on function belay.announce_topic_access_change(uuid, text) is
  'Tells a user''s open realtime clients to ask again for a topic. For triggers.';

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126130200' $$;
