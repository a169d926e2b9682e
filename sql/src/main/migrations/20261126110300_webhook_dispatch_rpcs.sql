-- What a dispatcher calls: claim, complete, extend, release. Any number of dispatchers on any number of machines share
-- the work. Who holds a delivery is said by the number of its lease; only the database's clock counts.
--
-- The functions that touch the queue rule out every plan but the one that reads an index in its order: a queue that was
-- empty when it was last analyzed would otherwise be read whole, or sorted, once it is not.

-- Must this delivery of an ordered endpoint wait for another one of its order key? For an older one, unless that waits
-- for another one itself, or for the one under way.
create or replace function belay.webhook_must_wait(
  p_endpoint_id integer,
  p_order_key bigint,
  p_id bigint,
  p_moment timestamptz
)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select p_order_key is not null
    and (
      exists (
        select
        from belay.webhook_deliveries older
        where older.endpoint_id = p_endpoint_id
          and older.order_key = p_order_key
          and older.dead_at is null
          and older.id < p_id
          and older.due_at < 'infinity'
      )
      or exists (
        select
        from belay.webhook_lanes l
        join belay.webhook_deliveries other on other.id = l.delivery_id
        where l.endpoint_id = p_endpoint_id
          and l.order_key = p_order_key
          and l.delivery_id <> p_id
          and other.leased_until > p_moment
      )
    )
$$;

-- Which of the deliveries at the front of an ordered endpoint may go, at most p_limit. What has to wait there is set aside.
-- The caller holds the lock on the endpoint. It looks at a bounded number of rows; each is set aside once and woken
-- once, so that the work for a delivery does not grow with the backlog.
create or replace function belay.first_webhook_deliveries(p_endpoint_id integer, p_limit integer, p_moment timestamptz)
returns bigint[]
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_sort = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  first bigint[];
  waiting bigint[];
begin
  for round in 1 .. 10 loop
    select
      coalesce(array_agg(c.id) filter (where not c.must_wait), '{}'),
      coalesce(array_agg(c.id) filter (where c.must_wait), '{}')
    into first, waiting
    from (
      select d.id, belay.webhook_must_wait(p_endpoint_id, d.order_key, d.id, p_moment) as must_wait
      from belay.webhook_deliveries d
      where d.endpoint_id = p_endpoint_id
        and d.dead_at is null
        and d.due_at <= p_moment
        and (d.leased_until is null or d.leased_until <= p_moment)
      order by d.due_at, d.id
      limit p_limit
    ) as c;
    exit when waiting = '{}';

    update belay.webhook_deliveries d
    set due_at = 'infinity'
    where d.id = any (waiting);
  end loop;
  return first;
end
$$;

-- Ends what was under way for these order keys, and wakes the oldest that waits behind each of them. The caller holds
-- the locks on the endpoints, so what was set aside is seen here.
create or replace function belay.wake_webhook_followers(p_delivery_ids bigint[], p_moment timestamptz)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
begin
  with ended as (
    delete from belay.webhook_lanes l
    where l.delivery_id = any (p_delivery_ids)
    returning l.endpoint_id, l.order_key
  )
  update belay.webhook_deliveries d
  set due_at = p_moment
  from ended
  cross join lateral (
    select w.id, w.due_at
    from belay.webhook_deliveries w
    where w.endpoint_id = ended.endpoint_id
      and w.order_key = ended.order_key
      and w.dead_at is null
    order by w.id
    limit 1
  ) as first
  where d.id = first.id
    and first.due_at = 'infinity';
end
$$;

-- Which endpoints a claim is for, and how many of each: a JSON object {"name": 0 to 1000}, or null for all.
create or replace function belay.check_webhook_quotas(p_endpoints jsonb)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_endpoints is null then
    return;
  end if;
  if jsonb_typeof(p_endpoints) <> 'object' or exists (
    select
    from jsonb_each(p_endpoints) as quota
    where case
      when jsonb_typeof(quota.value) = 'number' then quota.value::text::numeric not between 0 and 1000
      else true
    end
  ) then
    raise exception 'belay: endpoints must be a JSON object of a number from 0 to 1000 for each name'
      using errcode = '22023';
  end if;
end
$$;

-- How long a lease lasts.
create or replace function belay.check_webhook_lease(p_lease_ms bigint)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_lease_ms is null or p_lease_ms not between 1 and 3600000 then
    raise exception 'belay: a lease must last from 1 to 3600000 ms' using errcode = '22023';
  end if;
end
$$;

-- Leases up to p_limit deliveries that are due, the oldest of each endpoint first, and returns them with what is to be
-- sent. What is paused, disabled, not named in p_endpoints, or leased already is left alone; a lease that ran out
-- counts as a failed attempt. At an ordered endpoint one delivery for each order key is given out.
create or replace function public.claim_webhook_deliveries(
  p_limit integer,
  p_lease_ms bigint,
  p_endpoints jsonb default null
)
returns table (
  delivery_id bigint,
  lease bigint,
  leased_until timestamptz,
  endpoint text,
  url text,
  event_id uuid,
  operation text,
  table_schema text,
  table_name text,
  occurred_at timestamptz,
  attempt integer,
  keys_only boolean,
  payload text
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set enable_sort = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  target record;
  claim bigint;
  moment timestamptz;
  expiry timestamptz;
  room integer := p_limit;
  most integer;
  locked integer[];
  first bigint[];
  claimed integer;
begin
  perform belay.require_service_role();
  if p_limit is null or p_limit not between 1 and 1000 then
    raise exception 'belay: limit must be 1 to 1000' using errcode = '22023';
  end if;
  perform belay.check_webhook_lease(p_lease_ms);
  perform belay.check_webhook_quotas(p_endpoints);

  -- At an ordered endpoint one claims or completes at a time: else a delivery could be set aside behind another one in
  -- the moment in which that is settled, and nobody would wake it. One that becomes active or ordered while this waits for
  -- the locks has to wait for the next claim.
  locked := array(
    select e.id
    from belay.webhook_endpoints e
    where e.ordered
      and e.state = 'active'
      and (p_endpoints is null or p_endpoints ? e.name)
    order by e.id
    for no key update
  );

  claim := nextval('belay.webhook_lease_seq');
  moment := clock_timestamp();
  expiry := moment + p_lease_ms * interval '1 millisecond';

  -- In any order, so that with more work than room none is always the last.
  for target in
    select
      e.id,
      e.name,
      e.ordered,
      coalesce(e.url, belay.webhook_url_setting(e.name)) as url,
      coalesce((p_endpoints ->> e.name)::numeric::integer, p_limit) as quota
    from belay.webhook_endpoints e
    where e.state = 'active'
      and (p_endpoints is null or p_endpoints ? e.name)
      and (not e.ordered or e.id = any (locked))
    order by random()
  loop
    most := least(room, target.quota);
    exit when room = 0;
    if target.ordered then
      first := belay.first_webhook_deliveries(target.id, most, moment);
      most := cardinality(first);
    end if;

    return query
      with picked as (
        select d.id, d.lease, d.attempts
        from belay.webhook_deliveries d
        where d.endpoint_id = target.id
          and d.dead_at is null
          and d.due_at <= moment
          and (d.leased_until is null or d.leased_until <= moment)
          and (not target.ordered or d.id = any (first))
        order by d.due_at, d.id
        limit most
        for update skip locked
      ),
      leased as (
        update belay.webhook_deliveries d
        set
          lease = claim,
          leased_until = expiry,
          attempts = d.attempts + 1
        from picked
        where d.id = picked.id
        returning d.id, d.order_key, d.attempts
      ),
      under_way as (
        insert into belay.webhook_lanes (endpoint_id, order_key, delivery_id)
        select target.id, l.order_key, l.id
        from leased l
        where target.ordered
          and l.order_key is not null
        on conflict on constraint webhook_lanes_pkey do update
        set delivery_id = excluded.delivery_id
      ),
      -- Whoever held it before did not say what became of it.
      expired as (
        insert into belay.webhook_attempts (delivery_id, lease, attempt, attempted_at, outcome)
        select p.id, p.lease, p.attempts, moment, 'expired'
        from picked p
        where p.lease is not null
      )
      select
        l.id, claim, expiry, target.name, target.url, o.event_id, o.operation, o.table_schema, o.table_name,
        o.occurred_at, l.attempts, o.keys_only, o.payload
      from leased l
      join belay.webhook_outbox o on o.id = l.id;
    get diagnostics claimed = row_count;
    room := room - claimed;
  end loop;
end
$$;

comment on function public.claim_webhook_deliveries(integer, bigint, jsonb) is
  'Belay RPC for service_role. Leases deliveries that are due. Runbook: Webhooks Operations.';
revoke all on function public.claim_webhook_deliveries(integer, bigint, jsonb)
  from public, anon, authenticated, service_role;
grant execute on function public.claim_webhook_deliveries(integer, bigint, jsonb) to service_role;

-- The results of a batch as rows, in the order of ids, in which their deliveries are locked.
create or replace function belay.webhook_results(p_results jsonb)
returns table (
  id bigint,
  lease bigint,
  outcome text,
  status integer,
  error text,
  retry_in_ms bigint,
  duration_ms bigint
)
language sql
immutable
rows 100
set search_path = pg_catalog, pg_temp
as $$
  select r.id, r.lease, r.outcome, r.status, r.error, r.retry_in_ms, r.duration_ms
  from jsonb_to_recordset(p_results) as r (
    id bigint, lease bigint, outcome text, status integer, error text, retry_in_ms bigint, duration_ms bigint
  )
  order by r.id
$$;

-- Refuses a batch with an entry that is no result. An error is a fixed word, never what an endpoint has said.
create or replace function belay.check_webhook_results(p_results jsonb)
returns void
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  sound bigint;
begin
  if p_results is null or jsonb_typeof(p_results) <> 'array' or jsonb_array_length(p_results) > 1000 then
    raise exception 'belay: results must be a JSON array of at most 1000 entries' using errcode = '22023';
  end if;

  begin
    select count(*)
    into sound
    from belay.webhook_results(p_results) as r
    where r.id is not null
      and r.lease is not null
      and r.outcome in ('delivered', 'retry', 'dead', 'gone')
      and (r.retry_in_ms is not null) = (r.outcome = 'retry')
      and coalesce(r.retry_in_ms, 0) between 0 and 2592000000
      and coalesce(r.status, 100) between 100 and 599
      and coalesce(r.duration_ms, 0) between 0 and 2147483647
      and coalesce(case when octet_length(r.error) > 40 then '?' else r.error end, 'none') collate "C" ~ '^[a-z][a-z0-9_]*$';
  exception
    when data_exception then
      -- The messages of the conversions repeat what they could not convert.
      sound := -1;
  end;

  if sound <> jsonb_array_length(p_results) then
    raise exception 'belay: each result needs an id, a lease, an outcome, and retry_in_ms if it is a retry'
      using errcode = '22023';
  end if;
end
$$;

-- Notes what became of up to 1000 deliveries, as a JSON array of objects {"id": number, "lease": number,
-- "outcome": "delivered" | "retry" | "dead" | "gone", "status": HTTP status, "error": word, "retry_in_ms": number,
-- "duration_ms": number}. retry_in_ms is for retry only and at most 30 days; status, error and duration_ms may be missing.
-- A delivered one leaves the queue; retry puts it off; dead makes it a dead letter; gone keeps it and disables its
-- endpoint. A lease that has run out counts as long as nobody else has claimed.
-- Returns those whose result did not count: lease_lost where another claim has taken over, unknown where no such
-- delivery is unfinished. What was noted before is not among them, so a call whose answer was lost may be repeated.
create or replace function public.complete_webhook_deliveries(p_results jsonb)
returns table (
  delivery_id bigint,
  reason text
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  moment timestamptz;
  ordered boolean;
  noted bigint;
  settled bigint[];
  gone integer[];
begin
  perform belay.require_service_role();
  perform belay.check_webhook_results(p_results);

  -- Locks of endpoints in the order of ids, then rows in the order of ids: nobody waits in a circle.
  if exists (select from belay.webhook_endpoints e where e.ordered) then
    perform
    from belay.webhook_endpoints e
    where e.ordered
      and e.id in (
        select d.endpoint_id
        from belay.webhook_results(p_results) as r
        join belay.webhook_deliveries d on d.id = r.id
      )
    order by e.id
    for no key update;
    ordered := found;
  end if;
  moment := clock_timestamp();

  with result as materialized (
    select r.id, r.lease, r.outcome, r.status, r.error, r.retry_in_ms, r.duration_ms
    from belay.webhook_results(p_results) as r
  ),
  delivered as (
    delete from belay.webhook_deliveries d
    using result r
    where d.id = r.id
      and d.lease = r.lease
      and r.outcome = 'delivered'
    returning
      d.id, d.endpoint_id, d.attempts, null::timestamptz as next_at, r.lease, r.outcome, r.status, r.error, r.duration_ms
  ),
  kept as (
    update belay.webhook_deliveries d
    set
      lease = null,
      leased_until = null,
      due_at = moment + coalesce(r.retry_in_ms, 0) * interval '1 millisecond',
      dead_at = case r.outcome when 'dead' then moment end
    from result r
    where d.id = r.id
      and d.lease = r.lease
      and r.outcome <> 'delivered'
    returning
      d.id, d.endpoint_id, d.attempts, case r.outcome when 'dead' then null else d.due_at end as next_at,
      r.lease, r.outcome, r.status, r.error, r.duration_ms
  ),
  change as materialized (
    select delivered.* from delivered
    union all
    select kept.* from kept
  ),
  logged as (
    insert into belay.webhook_attempts (
      delivery_id, lease, attempt, attempted_at, outcome, status, error, next_at, duration_ms
    )
    select c.id, c.lease, c.attempts, moment, c.outcome, c.status, c.error, c.next_at, c.duration_ms
    from change c
  )
  select
    count(*),
    array_agg(c.id) filter (where ordered),
    array_agg(c.endpoint_id) filter (where c.outcome = 'gone')
  into noted, settled, gone
  from change c;

  if ordered then
    perform belay.wake_webhook_followers(settled, moment);
  end if;
  if gone is not null then
    perform
    from belay.webhook_endpoints e
    where e.id = any (gone)
    order by e.id
    for no key update;

    update belay.webhook_endpoints e
    set
      state = 'disabled',
      state_reason = 'gone',
      state_changed_at = moment
    where e.id = any (gone)
      and e.state <> 'disabled';
  end if;

  if noted < jsonb_array_length(p_results) then
    return query
      select r.id, case when d.id is null then 'unknown' else 'lease_lost' end
      from belay.webhook_results(p_results) as r
      left join belay.webhook_deliveries d on d.id = r.id
      where not exists (
        select
        from belay.webhook_attempts a
        where a.delivery_id = r.id
          and a.lease = r.lease
          and a.outcome <> 'expired'
      );
  end if;
end
$$;

comment on function public.complete_webhook_deliveries(jsonb) is
  'Belay RPC for service_role. Notes what became of leased deliveries. Runbook: Webhooks Operations.';
revoke all on function public.complete_webhook_deliveries(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.complete_webhook_deliveries(jsonb) to service_role;

-- The ids and leases of a batch as rows, in the order of ids. Refuses what is no JSON array of at most 1000 objects
-- {"id": number, "lease": number}.
create or replace function belay.webhook_leases(p_leases jsonb)
returns table (
  id bigint,
  lease bigint
)
language plpgsql
immutable
rows 100
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_leases is null or jsonb_typeof(p_leases) <> 'array' or jsonb_array_length(p_leases) > 1000 then
    raise exception 'belay: leases must be a JSON array of at most 1000 entries' using errcode = '22023';
  end if;
  begin
    return query
      select r.id, r.lease
      from jsonb_to_recordset(p_leases) as r (id bigint, lease bigint)
      order by r.id;
  exception
    when data_exception then
      raise exception 'belay: each lease needs an id and a lease' using errcode = '22023';
  end;
end
$$;

-- Makes leases last for another while from now on. Returns those that are no longer held: their deliveries may be under
-- way with somebody else.
create or replace function public.extend_webhook_leases(p_leases jsonb, p_lease_ms bigint)
returns table (
  delivery_id bigint,
  reason text
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
begin
  perform belay.require_service_role();
  perform belay.check_webhook_lease(p_lease_ms);

  return query
    with extended as (
      update belay.webhook_deliveries d
      set leased_until = clock_timestamp() + p_lease_ms * interval '1 millisecond'
      from belay.webhook_leases(p_leases) as r
      where d.id = r.id
        and d.lease = r.lease
      returning d.id
    )
    select r.id, case when d.id is null then 'unknown' else 'lease_lost' end
    from belay.webhook_leases(p_leases) as r
    left join belay.webhook_deliveries d on d.id = r.id
    where not exists (select from extended e where e.id = r.id);
end
$$;

comment on function public.extend_webhook_leases(jsonb, bigint) is
  'Belay RPC for service_role. Prolongs the leases of deliveries that are under way. Runbook: Webhooks Operations.';
revoke all on function public.extend_webhook_leases(jsonb, bigint) from public, anon, authenticated, service_role;
grant execute on function public.extend_webhook_leases(jsonb, bigint) to service_role;

-- Gives back what was claimed and not sent, so that others need not wait for the lease to run out; it does not count as
-- an attempt. Returns how many that were.
create or replace function public.release_webhook_deliveries(p_leases jsonb)
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set enable_bitmapscan = off
set enable_hashjoin = off
set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
declare
  released integer;
begin
  perform belay.require_service_role();

  update belay.webhook_deliveries d
  set
    lease = null,
    leased_until = null,
    attempts = d.attempts - 1
  from belay.webhook_leases(p_leases) as r
  where d.id = r.id
    and d.lease = r.lease;
  get diagnostics released = row_count;
  return released;
end
$$;

comment on function public.release_webhook_deliveries(jsonb) is
  'Belay RPC for service_role. Gives back deliveries that were claimed and not sent. Runbook: Webhooks Operations.';
revoke all on function public.release_webhook_deliveries(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.release_webhook_deliveries(jsonb) to service_role;

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126110300' $$;
