-- The webhook outbox: what was committed and has to reach an endpoint. A trigger writes here in the writer's own
-- transaction; a dispatcher reads, sends and settles. Nothing here is ever sent by the transaction of the writer.
--
-- An event is written once and never changed. What changes while it is under way lies in a second, narrow table of
-- unfinished deliveries only, so that a lease costs few bytes and no index entry (ADR 21).

-- The name of an endpoint. It stands in the names of triggers and settings, hence the length.
create or replace function belay.is_webhook_endpoint_name(p_name text)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when octet_length(p_name) > 40 then false
    else p_name collate "C" ~ '^[a-z0-9][a-z0-9_-]*$'
  end
$$;

-- The form of an endpoint's URL: https, a host, no user, no fragment, visible ASCII. Where it leads is for the
-- dispatcher to judge, when it connects: a name can be pointed elsewhere after it was looked up here.
create or replace function belay.is_webhook_url(p_url text)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when octet_length(p_url) > 2048 then false
    else
      p_url collate "C" ~ '^[!-~]+$'
      -- 92 is the backslash, which some clients take for a slash.
      and strpos(p_url, chr(92)) = 0
      and p_url collate "C" ~ '^https://([[][0-9A-Fa-f:.]+[]]|[^]:@/?#[]+)(:[0-9]{1,5})?([/?][^#]*)?$'
  end
$$;

-- Where events go. There is no secret in it: who signs keeps the secret.
create table if not exists belay.webhook_endpoints (
  id integer generated always as identity primary key,
  name text not null unique check (belay.is_webhook_endpoint_name(name)),
  url text check (belay.is_webhook_url(url)),
  mode text not null default 'outbox' check (mode in ('outbox', 'pg_net')),
  ordered boolean not null default false,
  max_payload_bytes integer not null default 65536 check (max_payload_bytes between 2048 and 16777216),
  state text not null default 'active' check (state in ('active', 'paused', 'disabled')),
  state_reason text check (octet_length(state_reason) <= 200),
  state_changed_at timestamptz not null default pg_catalog.now(),
  signing_fingerprint text check (signing_fingerprint operator(pg_catalog.~) '^[0-9a-f]{16}$'),
  signing_fingerprint_at timestamptz,
  created_at timestamptz not null default pg_catalog.now()
);

comment on table belay.webhook_endpoints is 'Where events go. Holds no secret.';
comment on column belay.webhook_endpoints.url is
  'Null: the database setting app.vercel_webhook_<name>, or else the configuration of the dispatcher.';
comment on column belay.webhook_endpoints.mode is
  'outbox: a dispatcher sends. pg_net: the database sends, once, with limits: see docs/outbox.md.';
comment on column belay.webhook_endpoints.ordered is
  'One delivery under way for each order key, oldest first; a dead letter lets the next one pass.';
comment on column belay.webhook_endpoints.max_payload_bytes is
  'A larger payload is sent with the primary key only, and says so.';
comment on column belay.webhook_endpoints.state is
  'active; paused by an operator; disabled because the endpoint said that it is gone. Events are kept in any case.';
comment on column belay.webhook_endpoints.signing_fingerprint is
  'Of the secret that the dispatcher signs with, as it reported it: see belay.webhook_secret_fingerprint().';

-- What happened, and the exact text that is sent. Rows are added and, long after delivery, removed; never changed.
create table if not exists belay.webhook_outbox (
  id bigint generated always as identity primary key,
  event_id uuid not null,
  endpoint_id integer not null,
  table_schema text not null,
  table_name text not null,
  operation text not null,
  occurred_at timestamptz not null,
  order_key bigint,
  keys_only boolean not null,
  payload text not null
);

-- Event ids are of version 7, so that they grow at the index's right edge.
create unique index if not exists webhook_outbox_event_id_idx on belay.webhook_outbox (event_id);
-- For replay and retention by time. Ids and times grow together, so the smallest kind of index will do.
create index if not exists webhook_outbox_occurred_at_idx
  on belay.webhook_outbox using brin (occurred_at) with (pages_per_range = 16, autosummarize = on);

comment on column belay.webhook_outbox.order_key is
  'A hash of the order key, where the endpoint was ordered when the event was written.';
comment on table belay.webhook_outbox is 'Events for endpoints, as they are sent. Written by triggers only.';

-- What is not delivered yet: one row for each such event, by the same id. Delivered, it is removed.
-- No foreign key: every writer would pay for its check, and both rows are only ever written together.
--
-- A lease changes three columns that are in no index, on a page with room for it, so it is a HOT update.
create table if not exists belay.webhook_deliveries (
  id bigint primary key,
  endpoint_id integer not null,
  due_at timestamptz not null,
  order_key bigint,
  lease bigint,
  leased_until timestamptz,
  attempts integer not null default 0,
  dead_at timestamptz
) with (
  fillfactor = 50,
  autovacuum_vacuum_scale_factor = 0.01,
  autovacuum_vacuum_threshold = 1000,
  autovacuum_vacuum_insert_scale_factor = 0.05,
  autovacuum_analyze_scale_factor = 0.05,
  autovacuum_vacuum_cost_delay = 0
);

-- What a claim reads, in its order. The id is in it because now() is the same for a whole transaction: without it, a
-- bulk insert's ties would have to be sorted by every claim.
create index if not exists webhook_deliveries_due_idx
  on belay.webhook_deliveries (endpoint_id, due_at, id) where dead_at is null;
-- Who is next behind an order key.
create index if not exists webhook_deliveries_order_idx
  on belay.webhook_deliveries (endpoint_id, order_key, id) where order_key is not null and dead_at is null;
create index if not exists webhook_deliveries_dead_idx
  on belay.webhook_deliveries (endpoint_id, id) where dead_at is not null;

comment on table belay.webhook_deliveries is 'Events that are not delivered: waiting, under way, or dead letters.';
comment on column belay.webhook_deliveries.due_at is
  'Not before this. Infinity: it waits for an older event of the same order key.';
comment on column belay.webhook_deliveries.lease is 'The number of the claim that holds it, also after its time.';
comment on column belay.webhook_deliveries.attempts is 'How often it was claimed.';

-- Which delivery of an order key is under way, at ordered endpoints. While its lease runs, no other one is given out.
create table if not exists belay.webhook_lanes (
  endpoint_id integer not null,
  order_key bigint not null,
  delivery_id bigint not null,
  primary key (endpoint_id, order_key)
);

comment on table belay.webhook_lanes is 'Deliveries of ordered endpoints that are under way.';

-- Each attempt, with the class of its error and never a text from outside.
create table if not exists belay.webhook_attempts (
  delivery_id bigint not null,
  lease bigint not null,
  attempt integer not null,
  attempted_at timestamptz not null default pg_catalog.now(),
  outcome text not null check (outcome in ('delivered', 'retry', 'dead', 'gone', 'expired')),
  status smallint,
  error text,
  next_at timestamptz,
  duration_ms integer,
  primary key (delivery_id, lease)
);

comment on table belay.webhook_attempts is 'What became of each attempt to deliver an event.';
comment on column belay.webhook_attempts.attempted_at is 'When the result was noted.';

-- The numbers of claims. A number is used once, so a late result of an old claim is told from one of a new claim.
create sequence if not exists belay.webhook_lease_seq as bigint;

-- The endpoint of that name.
create or replace function belay.webhook_endpoint_id(p_name text)
returns integer
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  found_id constant integer := (select e.id from belay.webhook_endpoints e where e.name = p_name);
begin
  if found_id is null then
    raise exception 'belay: there is no webhook endpoint of this name' using errcode = '22023';
  end if;
  return found_id;
end
$$;

revoke all on all tables in schema belay from public;
revoke all on all sequences in schema belay from public;
revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126110000' $$;
