-- The RPCs that add to the audit what resolve_user_credentials could not, read it, and keep it short.

-- Records reads that happened before, as a JSON array of at most 1000 objects
-- {"user_id": uuid, "service": text, "read_at": timestamp, "used": boolean}. Where used is true the key's
-- last_used moves forward too, never back. A read_at of more than a day ago counts as one day ago, or a caller could
-- write into a part of the audit that is about to be trimmed. Returns the number of reads. One malformed entry
-- refuses the batch.
create or replace function public.record_api_key_reads(p_reads jsonb)
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  recorded integer;
  acting_role constant text := belay.calling_role();
  application constant text := coalesce(current_setting('application_name', true), '');
  earliest constant timestamptz := now() - interval '24 hours';
begin
  perform belay.require_service_role();
  if p_reads is null or jsonb_typeof(p_reads) <> 'array' or jsonb_array_length(p_reads) > 1000 then
    raise exception 'belay: reads must be a JSON array of at most 1000 entries' using errcode = '22023';
  end if;

  begin
    -- One statement for the whole batch: a function call for each read would cost more than the read itself did.
    with reads as materialized (
      select
        r.user_id,
        s.service,
        -- A clock that runs ahead must not write the future into the audit.
        least(greatest(r.read_at, earliest), now()) as read_at,
        r.used
      from jsonb_to_recordset(p_reads) as r (user_id uuid, service text, read_at timestamptz, used boolean)
      -- An entry that fits no service is left out here, and found missing by the count below.
      join belay.api_key_services s
        on s.service = case when octet_length(r.service) <= 200 then lower(btrim(r.service, E' \t\r\n')) end
      where r.user_id <> '00000000-0000-0000-0000-000000000000'
        and isfinite(r.read_at)
        and r.used is not null
    ),
    audited as (
      insert into belay.api_key_audit (
        occurred_at, action, user_id, service, db_role, session_role, application_name
      )
      select r.read_at, 'read', r.user_id, r.service, acting_role, session_user, application
      from reads r
      order by r.read_at
      returning 1
    ),
    used as (
      select r.user_id, r.service, max(r.read_at) as read_at
      from reads r
      where r.used
      group by r.user_id, r.service
    ),
    -- Locked in one order, so that two batches with the same keys wait for each other instead of deadlocking.
    locked as (
      select k.id, used.read_at
      from public.api_keys k
      join used on used.user_id = k.user_id and used.service = k.service
      where k.last_used is null or k.last_used < used.read_at
      order by k.id
      for update of k
    ),
    touched as (
      update public.api_keys k
      set last_used = greatest(k.last_used, locked.read_at)
      from locked
      where k.id = locked.id
    )
    select count(*) into recorded from audited;
    if recorded <> jsonb_array_length(p_reads) then
      raise null_value_not_allowed;
    end if;
  exception
    when data_exception then
      -- The messages of the conversions repeat what they could not convert.
      raise exception 'belay: each read needs a user_id, a registered service, a read_at and a used flag'
        using errcode = '22023';
  end;

  return recorded;
end
$$;

comment on function public.record_api_key_reads(jsonb) is
  'Belay RPC for service_role. Audits a batch of reads and marks keys as used. Runbook: Compliance Requirements.';
revoke all on function public.record_api_key_reads(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.record_api_key_reads(jsonb) to service_role;

-- What happened to a user's keys, newest first, before the given row (null: from the newest).
create or replace function public.list_api_key_audit(
  p_user_id uuid,
  p_before_id bigint default null,
  p_limit integer default 100
)
returns table (
  id bigint,
  occurred_at timestamptz,
  action text,
  user_id uuid,
  service text,
  db_role text,
  session_role text,
  application_name text
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  perform belay.check_user_id(p_user_id);
  if p_limit is null or p_limit not between 1 and 1000 then
    raise exception 'belay: limit must be 1 to 1000' using errcode = '22023';
  end if;

  return query
    select a.id, a.occurred_at, a.action, a.user_id, a.service, a.db_role, a.session_role, a.application_name
    from belay.api_key_audit a
    where a.user_id = p_user_id
      and (p_before_id is null or a.id < p_before_id)
    order by a.id desc
    limit p_limit;
end
$$;

comment on function public.list_api_key_audit(uuid, bigint, integer) is
  'Belay RPC for service_role. Reads the audit of a user''s keys. Runbook: API Key Compromise, step 2.';
revoke all on function public.list_api_key_audit(uuid, bigint, integer) from public, anon, authenticated, service_role;
grant execute on function public.list_api_key_audit(uuid, bigint, integer) to service_role;

-- Removes the part of the audit that is older than the given moment, and records how much that was; returns the
-- number of rows. The last 30 days stay, and so do the records of earlier trimmings: whoever stole the service's
-- login cannot wipe out the traces. This is the only way: see belay.refuse_audit_change().
create or replace function public.trim_api_key_audit(p_before timestamptz)
returns bigint
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  trimmed bigint;
begin
  perform belay.require_service_role();
  if p_before is null then
    raise exception 'belay: a moment to trim before is needed' using errcode = '22023';
  end if;
  if not isfinite(p_before) or p_before > now() - interval '30 days' then
    raise exception 'belay: the moment to trim before must be finite and at least 30 days ago' using errcode = '22023';
  end if;

  perform set_config('belay.trimming_audit', 'on', true);
  delete from belay.api_key_audit a where a.occurred_at < p_before and a.action <> 'trimmed';
  get diagnostics trimmed = row_count;
  perform set_config('belay.trimming_audit', '', true);

  perform belay.audit('trimmed', null, null, p_trimmed_rows => trimmed, p_trimmed_before => p_before);
  return trimmed;
end
$$;

comment on function public.trim_api_key_audit(timestamptz) is
  'Belay RPC for service_role. Removes the old part of the audit. Runbook: Compliance Requirements.';
revoke all on function public.trim_api_key_audit(timestamptz) from public, anon, authenticated, service_role;
grant execute on function public.trim_api_key_audit(timestamptz) to service_role;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261122091300' $$;
