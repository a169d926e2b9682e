-- The audit of stored keys: who did what with which service's key for which user, from where. Never the key.

-- One row per act. There is no foreign key: the record outlives the user.
create table if not exists belay.api_key_audit (
  id bigint generated always as identity primary key,
  occurred_at timestamptz not null default pg_catalog.now(),
  action text not null check (action in ('stored', 'replaced', 'read', 'rotated', 'deleted', 'trimmed')),
  user_id uuid,
  service text,
  db_role text not null,
  session_role text not null,
  application_name text not null,
  trimmed_rows bigint,
  trimmed_before timestamptz,
  -- Trimming is an act on the audit itself, of no one user.
  check (action = 'trimmed' or (user_id is not null and service is not null))
);

comment on table belay.api_key_audit is
  'Append-only audit of API keys. Read with list_api_key_audit, shortened with trim_api_key_audit only.';
comment on column belay.api_key_audit.db_role is 'Role that the caller acted as, e.g. service_role.';
comment on column belay.api_key_audit.trimmed_rows is 'Of a trimming: how many rows it removed.';
comment on column belay.api_key_audit.trimmed_before is 'Of a trimming: the moment before which rows were removed.';
comment on column belay.api_key_audit.session_role is 'Role that logged in, e.g. authenticator.';

create index if not exists api_key_audit_user_id_idx on belay.api_key_audit (user_id, id);

-- Rows arrive nearly in order of time, so a block range index finds the old ones and costs the writer nothing.
create index if not exists api_key_audit_occurred_at_idx on belay.api_key_audit using brin (occurred_at);

-- The role that a caller acts as. In a SECURITY DEFINER function current_user is the owner; the setting still
-- shows the caller's role.
create or replace function belay.calling_role()
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return coalesce(nullif(current_setting('role', true), 'none'), session_user);
end
$$;

-- Writes one row of the audit, in the transaction of what it records.
create or replace function belay.audit(
  p_action text,
  p_user_id uuid,
  p_service text,
  p_occurred_at timestamptz default pg_catalog.now(),
  p_trimmed_rows bigint default null,
  p_trimmed_before timestamptz default null
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into belay.api_key_audit (
    occurred_at, action, user_id, service, db_role, session_role, application_name, trimmed_rows, trimmed_before
  )
  values (
    p_occurred_at,
    p_action,
    p_user_id,
    p_service,
    belay.calling_role(),
    session_user,
    coalesce(current_setting('application_name', true), ''),
    p_trimmed_rows,
    p_trimmed_before
  );
end
$$;

-- Keeps the audit append-only. trim_api_key_audit announces itself by a setting that it turns on for its own
-- DELETE and off again. Any session may turn that setting on, but it opens nothing: to get here at all takes
-- rights on this table, which nobody but its owner has, and the owner could drop this trigger anyway.
create or replace function belay.refuse_audit_change()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if tg_op = 'DELETE' and current_setting('belay.trimming_audit', true) = 'on' then
    return null;
  end if;
  raise exception 'belay: the audit of API keys is append-only' using errcode = '42501';
end
$$;

create or replace trigger api_key_audit_append_only
  before update or delete or truncate on belay.api_key_audit
  for each statement
  execute function belay.refuse_audit_change();

revoke all on all tables in schema belay from public;
revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261122090500' $$;
