-- Who is handling an event, and what came of it: a lease with an owner's token and an end, then the stored result.
-- Every time is measured by this database's clock, so that the clocks of two services are never compared.

create table if not exists belay.idempotency_keys (
  scope text not null check (scope operator(pg_catalog.~) '^[A-Za-z0-9._/-]{1,64}$'),
  id text not null check (pg_catalog.char_length(id) between 1 and 512),
  token uuid not null,
  expires_at timestamptz not null,
  result text check (pg_catalog.octet_length(result) <= 65536),
  primary key (scope, id)
);
create index if not exists idempotency_keys_expires_at_idx on belay.idempotency_keys (expires_at);

comment on table belay.idempotency_keys is
  'Leases on events that are being handled, and the results of those that were. Past expires_at a row is as good as none.';
comment on column belay.idempotency_keys.scope is 'The handler: two handlers of one event have a row each.';
comment on column belay.idempotency_keys.id is 'The event.';
comment on column belay.idempotency_keys.token is 'Drawn by the owner of the lease, who alone may commit, renew or release.';
comment on column belay.idempotency_keys.result is 'Null while the event is being handled.';

create or replace function belay.check_idempotency_key(p_scope text, p_id text, p_token uuid)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_scope is null or p_scope !~ '^[A-Za-z0-9._/-]{1,64}$' then
    raise exception 'belay: scope must be 1 to 64 letters, digits and ._/-' using errcode = '22023';
  end if;
  if p_id is null or char_length(p_id) not between 1 and 512 then
    raise exception 'belay: id must be 1 to 512 characters' using errcode = '22023';
  end if;
  if p_token is null then
    raise exception 'belay: a token is needed' using errcode = '22023';
  end if;
end
$$;

-- When a lease or a result ends that begins now.
create or replace function belay.idempotency_end(p_ms bigint, p_longest interval)
returns timestamptz
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_ms is null or p_ms < 1 or p_ms > extract(epoch from p_longest) * 1000 then
    raise exception 'belay: the time is out of its range' using errcode = '22023';
  end if;
  return clock_timestamp() + p_ms * interval '1 millisecond';
end
$$;

-- Takes the lease if nobody holds it and there is no result. The answer is one row: 'acquired'; 'in_progress' with
-- the milliseconds for which the lease can still last; or 'completed' with the result. Whoever has not heard the
-- answer asks again with the same token, and gets the lease that they hold already.
create or replace function public.begin_idempotency_lease(p_scope text, p_id text, p_token uuid, p_lease_ms bigint)
returns table (outcome text, remaining_ms bigint, result text)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
begin
  perform belay.require_service_role();
  perform belay.check_idempotency_key(p_scope, p_id, p_token);

  insert into belay.idempotency_keys as k (scope, id, token, expires_at)
  values (p_scope, p_id, p_token, belay.idempotency_end(p_lease_ms, interval '1 day'))
  -- Waits for whoever writes the row, and only then reads the clock.
  on conflict (scope, id) do update
  set
    token = p_token,
    expires_at = belay.idempotency_end(p_lease_ms, interval '1 day'),
    result = null
  where k.expires_at <= clock_timestamp() or (k.token = p_token and k.result is null);
  if found then
    return query select 'acquired'::text, null::bigint, null::text;
    return;
  end if;

  -- The row was locked above, so it is still there.
  return query
    select
      case when k.result is null then 'in_progress' else 'completed' end,
      greatest(0, ceil(extract(epoch from k.expires_at - clock_timestamp()) * 1000))::bigint,
      k.result
    from belay.idempotency_keys k
    where k.scope = p_scope and k.id = p_id;
end
$$;

comment on function public.begin_idempotency_lease(text, text, uuid, bigint) is
  'Belay RPC for service_role. Takes the lease on an event, or says who has been first. Runbook: Webhooks.';
revoke all on function public.begin_idempotency_lease(text, text, uuid, bigint)
  from public, anon, authenticated, service_role;
grant execute on function public.begin_idempotency_lease(text, text, uuid, bigint) to service_role;

-- Ends the lease with a result, which is kept for the given time. False where the lease is no longer the caller's;
-- true also where the caller has committed already.
create or replace function public.commit_idempotency_lease(
  p_scope text,
  p_id text,
  p_token uuid,
  p_result text,
  p_retention_ms bigint
)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  perform belay.check_idempotency_key(p_scope, p_id, p_token);
  if p_result is null or octet_length(p_result) > 65536 then
    raise exception 'belay: a result of at most 65536 bytes is needed' using errcode = '22023';
  end if;

  update belay.idempotency_keys k
  set
    result = coalesce(k.result, p_result),
    expires_at = case
      when k.result is null then belay.idempotency_end(p_retention_ms, interval '400 days')
      else k.expires_at
    end
  where k.scope = p_scope
    and k.id = p_id
    and k.token = p_token
    and k.expires_at > clock_timestamp();
  return found;
end
$$;

comment on function public.commit_idempotency_lease(text, text, uuid, text, bigint) is
  'Belay RPC for service_role. Stores what came of an event, and ends its lease. Runbook: Webhooks.';
revoke all on function public.commit_idempotency_lease(text, text, uuid, text, bigint)
  from public, anon, authenticated, service_role;
grant execute on function public.commit_idempotency_lease(text, text, uuid, text, bigint) to service_role;

-- Gives the lease back, so that the event can be handled at once. False where it is no longer the caller's.
create or replace function public.release_idempotency_lease(p_scope text, p_id text, p_token uuid)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  perform belay.check_idempotency_key(p_scope, p_id, p_token);

  delete from belay.idempotency_keys k
  where k.scope = p_scope
    and k.id = p_id
    and k.token = p_token
    and k.result is null
    and k.expires_at > clock_timestamp();
  return found;
end
$$;

comment on function public.release_idempotency_lease(text, text, uuid) is
  'Belay RPC for service_role. Gives the lease on an event back. Runbook: Webhooks.';
revoke all on function public.release_idempotency_lease(text, text, uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.release_idempotency_lease(text, text, uuid) to service_role;

-- The lease ends so long from now. False where it is no longer the caller's.
create or replace function public.renew_idempotency_lease(p_scope text, p_id text, p_token uuid, p_lease_ms bigint)
returns boolean
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  perform belay.check_idempotency_key(p_scope, p_id, p_token);

  update belay.idempotency_keys k
  set expires_at = belay.idempotency_end(p_lease_ms, interval '1 day')
  where k.scope = p_scope
    and k.id = p_id
    and k.token = p_token
    and k.result is null
    and k.expires_at > clock_timestamp();
  return found;
end
$$;

comment on function public.renew_idempotency_lease(text, text, uuid, bigint) is
  'Belay RPC for service_role. Prolongs the lease on an event. Runbook: Webhooks.';
revoke all on function public.renew_idempotency_lease(text, text, uuid, bigint)
  from public, anon, authenticated, service_role;
grant execute on function public.renew_idempotency_lease(text, text, uuid, bigint) to service_role;

-- Removes rows whose time is over, at most so many; returns how many. Passes over what somebody is writing.
create or replace function public.trim_idempotency_keys(p_limit integer default 10000)
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
  if p_limit is null or p_limit not between 1 and 100000 then
    raise exception 'belay: limit must be 1 to 100000' using errcode = '22023';
  end if;

  delete from belay.idempotency_keys k
  where (k.scope, k.id) in (
    select o.scope, o.id
    from belay.idempotency_keys o
    where o.expires_at <= clock_timestamp()
    order by o.expires_at
    limit p_limit
    for update skip locked
  );
  get diagnostics trimmed = row_count;
  return trimmed;
end
$$;

comment on function public.trim_idempotency_keys(integer) is
  'Belay RPC for service_role. Removes leases and results whose time is over. Runbook: Webhooks.';
revoke all on function public.trim_idempotency_keys(integer) from public, anon, authenticated, service_role;
grant execute on function public.trim_idempotency_keys(integer) to service_role;

revoke all on all tables in schema belay from public;
revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126112000' $$;
