-- Bounds a claim in bytes, and closes a gap in which an event of an ordered endpoint could sleep for ever.

-- Ends what was under way for these order keys, and wakes the oldest that waits behind each of them, also where nothing
-- was under way: the endpoint may have become an ordered one since these were claimed. The caller holds the locks on the
-- endpoints, so what was set aside is seen here.
create or replace function belay.wake_webhook_followers(
  p_delivery_ids bigint[],
  p_endpoint_ids integer[],
  p_order_keys bigint[],
  p_moment timestamptz
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
set enable_seqscan = off
set plan_cache_mode = force_generic_plan
set jit = off
as $$
begin
  delete from belay.webhook_lanes l
  using unnest(p_delivery_ids, p_endpoint_ids, p_order_keys) as settled (delivery_id, endpoint_id, order_key)
  where l.endpoint_id = settled.endpoint_id
    and l.order_key = settled.order_key
    and l.delivery_id = settled.delivery_id;

  update belay.webhook_deliveries d
  set due_at = p_moment
  from unnest(p_endpoint_ids, p_order_keys) as settled (endpoint_id, order_key)
  cross join lateral (
    select w.id, w.due_at
    from belay.webhook_deliveries w
    where w.endpoint_id = settled.endpoint_id
      and w.order_key = settled.order_key
      and w.dead_at is null
    order by w.id
    limit 1
  ) as first
  where d.id = first.id
    and first.due_at = 'infinity';
end
$$;

-- Leases up to p_limit deliveries that are due, the oldest of each endpoint first, and returns them with what is to be
-- sent. What is paused, disabled, not named in p_endpoints, or leased already is left alone; a lease that ran out
-- counts as a failed attempt. At an ordered endpoint one delivery for each order key is given out.
--
-- The payloads of one claim have at most 4 MiB together, unless a single one has more: else a thousand large events
-- would fill the memory of whoever asks, and no REST client would take the answer.
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
  bytes_left bigint := 4194304;
  locked integer[];
  first bigint[];
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
    exit when room = 0;
    if target.ordered then
      first := belay.first_webhook_deliveries(target.id, least(room, target.quota), moment);
    end if;

    for
      delivery_id, lease, leased_until, endpoint, url, event_id, operation, table_schema, table_name,
      occurred_at, attempt, keys_only, payload
    in
      with due as (
        select
          d.id, d.lease, d.attempts, o.event_id, o.operation, o.table_schema, o.table_name, o.occurred_at,
          o.keys_only, o.payload
        from belay.webhook_deliveries d
        join belay.webhook_outbox o on o.id = d.id
        where d.endpoint_id = target.id
          and d.dead_at is null
          and d.due_at <= moment
          and (d.leased_until is null or d.leased_until <= moment)
          and (not target.ordered or d.id = any (first))
        order by d.due_at, d.id
        limit case when target.ordered then cardinality(first) else least(room, target.quota) end
        for update of d skip locked
      ),
      -- In the order in which they were read, so that what has no room is the youngest.
      summed as (
        select due.*, sum(octet_length(due.payload)) over (rows unbounded preceding) as bytes
        from due
      ),
      picked as (
        select s.*
        from summed s
        where s.bytes <= bytes_left
          or (s.bytes = octet_length(s.payload) and room = p_limit)
      ),
      leased as (
        update belay.webhook_deliveries d
        set
          lease = claim,
          leased_until = expiry,
          attempts = d.attempts + 1
        from picked
        where d.id = picked.id
        returning
          d.id, d.order_key, d.attempts, picked.event_id, picked.operation, picked.table_schema, picked.table_name,
          picked.occurred_at, picked.keys_only, picked.payload
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
        l.id, claim, expiry, target.name, target.url, l.event_id, l.operation, l.table_schema, l.table_name,
        l.occurred_at, l.attempts, l.keys_only, l.payload
      from leased l
    loop
      room := room - 1;
      bytes_left := bytes_left - octet_length(payload);
      return next;
    end loop;
  end loop;
end
$$;

comment on function public.claim_webhook_deliveries(integer, bigint, jsonb) is
  'Belay RPC for service_role. Leases deliveries that are due. Runbook: Webhooks Operations.';
revoke all on function public.claim_webhook_deliveries(integer, bigint, jsonb)
  from public, anon, authenticated, service_role;
grant execute on function public.claim_webhook_deliveries(integer, bigint, jsonb) to service_role;

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
  keyed boolean;
  noted bigint;
  settled bigint[];
  settled_endpoints integer[];
  settled_keys bigint[];
  gone integer[];
begin
  perform belay.require_service_role();
  perform belay.check_webhook_results(p_results);

  -- Locks of endpoints in the order of ids, then rows in the order of ids: nobody waits in a circle.
  --
  -- It is the order key that decides, and not whether the endpoint is an ordered one: that can change while this runs, and
  -- then a claim could set an event aside behind one that is settled here, and nobody would wake it.
  if exists (select from belay.webhook_deliveries d where d.order_key is not null and d.dead_at is null) then
    perform
    from belay.webhook_endpoints e
    where e.id in (
      select d.endpoint_id
      from belay.webhook_results(p_results) as r
      join belay.webhook_deliveries d on d.id = r.id
      where d.order_key is not null
    )
    order by e.id
    for no key update;
    keyed := found;
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
      d.id, d.endpoint_id, d.order_key, d.attempts, null::timestamptz as next_at, r.lease, r.outcome, r.status, r.error, r.duration_ms
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
      d.id, d.endpoint_id, d.order_key, d.attempts, case r.outcome when 'dead' then null else d.due_at end as next_at,
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
    array_agg(c.id) filter (where keyed and c.order_key is not null),
    array_agg(c.endpoint_id) filter (where keyed and c.order_key is not null),
    array_agg(c.order_key) filter (where keyed and c.order_key is not null),
    array_agg(c.endpoint_id) filter (where c.outcome = 'gone')
  into noted, settled, settled_endpoints, settled_keys, gone
  from change c;

  if settled is not null then
    perform belay.wake_webhook_followers(settled, settled_endpoints, settled_keys, moment);
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

drop function if exists belay.wake_webhook_followers(bigint[], timestamptz);

-- What waits already behind nothing.
update belay.webhook_deliveries d
set due_at = now()
where d.due_at = 'infinity'
  and d.dead_at is null
  and not exists (
    select
    from belay.webhook_deliveries older
    where older.endpoint_id = d.endpoint_id
      and older.order_key = d.order_key
      and older.dead_at is null
      and older.id < d.id
  );

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126131000' $$;
