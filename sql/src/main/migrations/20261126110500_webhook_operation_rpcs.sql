-- The RPCs of an operator about events: how much is waiting, what happened to it, send again, and throw away the old.

-- How much each endpoint has to do. waiting: due, put off after a failure, or behind another one; in_flight: leased; dead:
-- dead letters. oldest_at is when the oldest event happened that is waiting or in flight. It reads the whole backlog, so ask
-- every few seconds, not more often.
create or replace function public.list_webhook_backlog()
returns table (
  endpoint text,
  state text,
  waiting bigint,
  in_flight bigint,
  dead bigint,
  oldest_at timestamptz
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
      e.state,
      coalesce(b.waiting, 0),
      coalesce(b.in_flight, 0),
      coalesce(b.dead, 0),
      o.occurred_at
    from belay.webhook_endpoints e
    left join (
      select
        d.endpoint_id,
        count(*) filter (where d.dead_at is null and (d.leased_until is null or d.leased_until <= now())) as waiting,
        count(*) filter (where d.dead_at is null and d.leased_until > now()) as in_flight,
        count(d.dead_at) as dead,
        min(d.id) filter (where d.dead_at is null) as oldest_id
      from belay.webhook_deliveries d
      group by d.endpoint_id
    ) as b on b.endpoint_id = e.id
    left join belay.webhook_outbox o on o.id = b.oldest_id
    order by e.name;
end
$$;

comment on function public.list_webhook_backlog() is
  'Belay RPC for service_role. How much each endpoint has to do. Runbook: Webhooks Operations, Observability.';
revoke all on function public.list_webhook_backlog() from public, anon, authenticated, service_role;
grant execute on function public.list_webhook_backlog() to service_role;

-- Sends events again, as they are, under their old ids: those that were delivered, and dead letters; what is still
-- waiting stays as it is. By id, endpoint, table and time, each of which may be null, p_from included, p_until not; a
-- replay of everything is refused. It looks at up to p_limit events after p_after_id; while more is true, call it again
-- with last_id. A dry run, which is the default, only counts.
create or replace function public.replay_webhook_events(
  p_endpoint text default null,
  p_event_id uuid default null,
  p_table_schema text default null,
  p_table_name text default null,
  p_from timestamptz default null,
  p_until timestamptz default null,
  p_only_dead boolean default false,
  p_after_id bigint default 0,
  p_limit integer default 1000,
  p_dry_run boolean default true
)
returns table (
  matched bigint,
  replayed bigint,
  last_id bigint,
  more boolean
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
  wanted_endpoint_id integer;
  chosen bigint[];
begin
  perform belay.require_service_role();
  if num_nonnulls(p_endpoint, p_event_id, p_table_name, p_from, p_until) = 0 then
    raise exception 'belay: say which events: by endpoint, id, table or time' using errcode = '22023';
  end if;
  if p_limit is null or p_limit not between 1 and 10000 then
    raise exception 'belay: limit must be 1 to 10000' using errcode = '22023';
  end if;
  if p_endpoint is not null then
    wanted_endpoint_id := belay.webhook_endpoint_id(p_endpoint);
  end if;

  -- Locked, so that trim_webhook_outbox does not remove an event in the moment in which it is queued again.
  chosen := array(
    select o.id
    from belay.webhook_outbox o
    where o.id > coalesce(p_after_id, 0)
      and (p_event_id is null or o.event_id = p_event_id)
      and (wanted_endpoint_id is null or o.endpoint_id = wanted_endpoint_id)
      and (p_table_schema is null or o.table_schema = p_table_schema)
      and (p_table_name is null or o.table_name = p_table_name)
      and (p_from is null or o.occurred_at >= p_from)
      and (p_until is null or o.occurred_at < p_until)
      and not exists (
        select from belay.webhook_deliveries d where d.id = o.id and d.dead_at is null
      )
      and (
        not coalesce(p_only_dead, false)
        or exists (select from belay.webhook_deliveries d where d.id = o.id and d.dead_at is not null)
      )
    order by o.id
    limit p_limit
    for update of o
  );

  matched := cardinality(chosen);
  replayed := 0;
  last_id := chosen[cardinality(chosen)];
  more := cardinality(chosen) = p_limit;
  if not coalesce(p_dry_run, true) and matched > 0 then
    insert into belay.webhook_deliveries as d (id, endpoint_id, due_at, order_key)
    select o.id, o.endpoint_id, now(), o.order_key
    from belay.webhook_outbox o
    where o.id = any (chosen)
    order by o.id
    on conflict (id) do update
    set
      due_at = now(),
      attempts = 0,
      dead_at = null
    where d.dead_at is not null;
    get diagnostics replayed = row_count;
    perform pg_notify('belay_webhook_outbox', '');
  end if;
  return next;
end
$$;

comment on function public.replay_webhook_events(
  text, uuid, text, text, timestamptz, timestamptz, boolean, bigint, integer, boolean
) is 'Belay RPC for service_role. Sends events again; a dry run by default. Runbook: Webhook Incident, replay.';
revoke all on function public.replay_webhook_events(
  text, uuid, text, text, timestamptz, timestamptz, boolean, bigint, integer, boolean
) from public, anon, authenticated, service_role;
grant execute on function public.replay_webhook_events(
  text, uuid, text, text, timestamptz, timestamptz, boolean, bigint, integer, boolean
) to service_role;

-- Removes up to p_limit of the oldest events from before the given moment that were delivered, with p_dead also dead
-- letters, and the log of their attempts. What is waiting stays, however old. Returns how many events that were: call it
-- until it is 0. What was removed cannot be replayed.
create or replace function public.trim_webhook_outbox(
  p_before timestamptz,
  p_limit integer default 10000,
  p_dead boolean default false
)
returns bigint
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  old bigint[];
begin
  perform belay.require_service_role();
  if p_before is null or not isfinite(p_before) then
    raise exception 'belay: a moment to trim before is needed' using errcode = '22023';
  end if;
  if p_limit is null or p_limit not between 1 and 100000 then
    raise exception 'belay: limit must be 1 to 100000' using errcode = '22023';
  end if;

  old := array(
    select o.id
    from belay.webhook_outbox o
    where o.occurred_at < p_before
      and not exists (
        select
        from belay.webhook_deliveries d
        where d.id = o.id
          and (d.dead_at is null or not coalesce(p_dead, false))
      )
    order by o.id
    limit p_limit
    for update of o skip locked
  );
  -- Again, now that they are locked: a replay may have queued one.
  delete from belay.webhook_deliveries d where d.id = any (old) and d.dead_at is not null;
  old := array(
    select o.id
    from unnest(old) as o (id)
    where not exists (select from belay.webhook_deliveries d where d.id = o.id)
  );
  delete from belay.webhook_attempts a where a.delivery_id = any (old);
  delete from belay.webhook_outbox o where o.id = any (old);
  return cardinality(old);
end
$$;

comment on function public.trim_webhook_outbox(timestamptz, integer, boolean) is
  'Belay RPC for service_role. Removes old events that were delivered. Runbook: Webhooks Operations.';
revoke all on function public.trim_webhook_outbox(timestamptz, integer, boolean)
  from public, anon, authenticated, service_role;
grant execute on function public.trim_webhook_outbox(timestamptz, integer, boolean) to service_role;

-- What became of each attempt to deliver an event, oldest first.
create or replace function public.list_webhook_attempts(p_event_id uuid)
returns table (
  delivery_id bigint,
  lease bigint,
  attempt integer,
  attempted_at timestamptz,
  outcome text,
  status integer,
  error text,
  next_at timestamptz,
  duration_ms integer
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
      a.delivery_id, a.lease, a.attempt, a.attempted_at, a.outcome, a.status::integer, a.error, a.next_at, a.duration_ms
    from belay.webhook_outbox o
    join belay.webhook_attempts a on a.delivery_id = o.id
    where o.event_id = p_event_id
    order by a.lease;
end
$$;

comment on function public.list_webhook_attempts(uuid) is
  'Belay RPC for service_role. Lists the attempts to deliver an event. Runbook: Webhook Incident.';
revoke all on function public.list_webhook_attempts(uuid) from public, anon, authenticated, service_role;
grant execute on function public.list_webhook_attempts(uuid) to service_role;

-- Dead letters, newest first, before the given delivery (null: from the newest), with what their last attempt met.
create or replace function public.list_webhook_dead_letters(
  p_endpoint text default null,
  p_before_id bigint default null,
  p_limit integer default 100
)
returns table (
  delivery_id bigint,
  event_id uuid,
  endpoint text,
  table_schema text,
  table_name text,
  operation text,
  occurred_at timestamptz,
  dead_at timestamptz,
  attempts integer,
  status integer,
  error text
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_custom_plan
as $$
declare
  wanted_endpoint_id integer;
begin
  perform belay.require_service_role();
  if p_limit is null or p_limit not between 1 and 1000 then
    raise exception 'belay: limit must be 1 to 1000' using errcode = '22023';
  end if;
  if p_endpoint is not null then
    wanted_endpoint_id := belay.webhook_endpoint_id(p_endpoint);
  end if;

  return query
    select
      d.id, o.event_id, e.name, o.table_schema, o.table_name, o.operation, o.occurred_at, d.dead_at, d.attempts,
      last.status::integer, last.error
    from belay.webhook_deliveries d
    join belay.webhook_outbox o on o.id = d.id
    join belay.webhook_endpoints e on e.id = d.endpoint_id
    left join lateral (
      select a.status, a.error
      from belay.webhook_attempts a
      where a.delivery_id = d.id
      order by a.lease desc
      limit 1
    ) as last on true
    where d.dead_at is not null
      and (wanted_endpoint_id is null or d.endpoint_id = wanted_endpoint_id)
      and (p_before_id is null or d.id < p_before_id)
    order by d.id desc
    limit p_limit;
end
$$;

comment on function public.list_webhook_dead_letters(text, bigint, integer) is
  'Belay RPC for service_role. Lists deliveries that were given up. Runbook: Webhook Incident.';
revoke all on function public.list_webhook_dead_letters(text, bigint, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.list_webhook_dead_letters(text, bigint, integer) to service_role;

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126110500' $$;
