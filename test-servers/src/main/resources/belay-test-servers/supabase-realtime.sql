-- Schema realtime as a hosted project has it since 2026-07. The
-- table is the platform's: the project's owner may use it, grant on it, and make policies on it,
-- and that is all.

create schema realtime authorization supabase_admin;
grant usage on schema realtime
  to supabase_postgres, supabase_realtime_admin, anon, authenticated, service_role;

create table realtime.messages (
  topic text not null,
  extension text not null,
  payload jsonb,
  event text,
  private boolean default false,
  updated_at timestamp not null default now(),
  inserted_at timestamp not null default now(),
  id uuid not null default gen_random_uuid(),
  binary_payload bytea,
  primary key (id, inserted_at),
  constraint messages_payload_exclusive check (payload is null or binary_payload is null)
) partition by range (inserted_at);
alter table realtime.messages enable row level security;
alter table realtime.messages owner to supabase_realtime_admin;
grant select, insert, update on table realtime.messages to anon, authenticated, service_role;
grant select, insert, update on table realtime.messages
  to supabase_postgres with grant option;

create function realtime.topic() returns text language sql stable as $$
  select nullif(current_setting('realtime.topic', true), '')
$$;

-- Runs as its caller, so the caller's INSERT policy decides. No error of it reaches the caller: a
-- message that could not be stored is a warning and nothing else.
create function realtime.send(
  payload jsonb, event text, topic text, private boolean default true)
returns void language plpgsql as $$
declare
  message_id uuid;
begin
  begin
    message_id := gen_random_uuid();
    perform set_config('realtime.topic', topic, true);
    insert into realtime.messages (id, payload, event, topic, private, extension)
    values (
      message_id,
      case
        when payload ? 'id' then payload
        else jsonb_set(payload, '{id}', to_jsonb(message_id))
      end,
      event, topic, private, 'broadcast');
  exception
    when others then
      raise warning 'WarnSendingBroadcastMessage: %', sqlerrm;
  end;
end
$$;

create function realtime.send_binary(
  payload bytea, event text, topic text, private boolean default true)
returns void language plpgsql as $$
begin
  begin
    perform set_config('realtime.topic', topic, true);
    insert into realtime.messages (binary_payload, event, topic, private, extension)
    values (payload, event, topic, private, 'broadcast');
  exception
    when others then
      raise warning 'WarnSendingBroadcastMessage: %', sqlerrm;
  end;
end
$$;

-- For triggers. Here an error is raised again, but one that realtime.send has swallowed is none.
create function realtime.broadcast_changes(
  topic_name text, event_name text, operation text, table_name text, table_schema text,
  new record, old record, level text default 'ROW')
returns void language plpgsql as $$
begin
  if level = 'STATEMENT' then
    raise exception 'function can only be triggered for each row, not for each statement';
  end if;
  if operation not in ('INSERT', 'UPDATE', 'DELETE') then
    raise exception 'Unexpected operation type: %', operation;
  end if;
  perform realtime.send(
    jsonb_build_object(
      'old_record', old, 'record', new, 'operation', operation,
      'table', table_name, 'schema', table_schema),
    event_name, topic_name);
exception
  when others then
    raise exception 'Failed to process the row: %', sqlerrm;
end
$$;

alter function realtime.topic() owner to supabase_realtime_admin;
alter function realtime.send(jsonb, text, text, boolean) owner to supabase_realtime_admin;
alter function realtime.send_binary(bytea, text, text, boolean) owner to supabase_realtime_admin;
alter function realtime.broadcast_changes(text, text, text, text, text, record, record, text)
  owner to supabase_realtime_admin;

-- Stands for supautils.policy_grants, which lets the project's owner CREATE, ALTER and DROP
-- policies on a table that is another role's. While one of these three commands runs, the table
-- counts as the owner's; no other command sees it so. In the catalogue alone, since ALTER TABLE ...
-- OWNER would turn the grants over as well.
create schema supautils_stand_in authorization supabase_admin;

create function supautils_stand_in.set_messages_owner() returns event_trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update pg_catalog.pg_class
  set relowner = case tg_event
    when 'ddl_command_start' then 'supabase_postgres'::regrole
    else 'supabase_realtime_admin'::regrole
  end
  where oid = to_regclass('realtime.messages');
end
$$;

create event trigger supautils_stand_in_lends on ddl_command_start
  when tag in ('CREATE POLICY', 'ALTER POLICY', 'DROP POLICY')
  execute function supautils_stand_in.set_messages_owner();
create event trigger supautils_stand_in_takes_back on ddl_command_end
  when tag in ('CREATE POLICY', 'ALTER POLICY', 'DROP POLICY')
  execute function supautils_stand_in.set_messages_owner();
