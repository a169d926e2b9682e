-- Attaches the outbox to a table: belay.watch_table() and its inverse, and the trigger that they attach.

-- The endpoint of that name, made where there is none yet.
create or replace function belay.ensure_webhook_endpoint(p_name text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  if not coalesce(belay.is_webhook_endpoint_name(p_name), false) then
    raise exception 'belay: an endpoint''s name must be 1 to 40 of a-z, 0-9, _ and -, and begin with a letter or digit'
      using errcode = '22023';
  end if;
  insert into belay.webhook_endpoints (name) values (p_name) on conflict do nothing;
end
$$;

-- The columns of a table's primary key, in its order; none where it has no key.
create or replace function belay.key_columns(p_table oid)
returns text[]
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(array_agg(a.attname::text order by key_column.position), '{}')
  from pg_catalog.pg_index i
  cross join lateral unnest(i.indkey::smallint[]) with ordinality as key_column (number, position)
  join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = key_column.number
  where i.indrelid = p_table
    and i.indisprimary
    and key_column.position <= i.indnkeyatts
$$;

-- The table to which a trigger was attached, where it fired on one of that table's partitions.
create or replace function belay.watched_table(p_table oid, p_trigger name)
returns oid
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  with recursive fired (oid, tgrelid, tgparentid) as (
    select t.oid, t.tgrelid, t.tgparentid
    from pg_catalog.pg_trigger t
    where t.tgrelid = p_table
      and t.tgname = p_trigger
    union all
    select t.oid, t.tgrelid, t.tgparentid
    from fired
    join pg_catalog.pg_trigger t on t.oid = fired.tgparentid
  )
  select f.tgrelid from fired f where f.tgparentid = 0
$$;

-- Some columns (null: all) of a row of this table (null: of a composite type) as a JSON object, without running code of
-- somebody else. to_jsonb() calls a cast to json that a type has, with the rights of whoever asks for the conversion:
-- here, those of the owner of the schema. The owner of any type can make such a cast, at any time. So values of types that
-- are not PostgreSQL's own do not get there: they go in as text, composite ones column by column, and arrays of what
-- JSON has as text anyway element by element.
--
-- The catalogue is read as of the writer's snapshot, which may be an old one. It gives names and hints; what decides is
-- pg_typeof(), which sees the value itself.
create or replace function belay.row_columns(p_row anyelement, p_table oid, p_columns text[])
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  expression text;
  columns jsonb;
begin
  select string_agg(
    format(
      'jsonb_build_object(%1$L, case when num_nulls(($1).%1$I) = 1 then null::jsonb'
      ' when pg_typeof(($1).%1$I)::oid in (%2$s) or pg_typeof(($1).%1$I)::oid < 16384 then to_jsonb(($1).%1$I) else '
      || case
        when t.typtype = 'c' then 'belay.row_columns(($1).%1$I, null, null)'
        when element.typtype in ('e', 'r', 'm') then
          'case when array_ndims(($1).%1$I) > 1 then to_jsonb(format(''%%s'', ($1).%1$I)) else (select coalesce('
          'jsonb_agg(case num_nulls(x) when 0 then format(''%%s'', x) end), ''[]'') from unnest(($1).%1$I) as x) end'
        else 'to_jsonb(format(''%%s'', ($1).%1$I))'
      end
      || ' end)',
      a.attname,
      -- to_jsonb() looks through a domain, and what a domain is over never changes.
      case when t.typtype = 'd' and t.typbasetype < 16384 then t.oid else 0 end
    ),
    ' || '
  )
  into expression
  from pg_catalog.pg_attribute a
  join pg_catalog.pg_type t on t.oid = a.atttypid
  left join pg_catalog.pg_type element on element.oid = t.typelem and element.typarray = t.oid
  where a.attrelid = coalesce(p_table, (select c.typrelid from pg_catalog.pg_type c where c.oid = pg_typeof(p_row)))
    and a.attnum > 0
    and not a.attisdropped
    and (p_columns is null or a.attname = any (p_columns));

  execute 'select ' || coalesce(expression, $empty$'{}'::jsonb$empty$) into strict columns using p_row;
  return columns;
end
$$;

-- The primary key of a row as a JSON object; empty where there is none, or where it is itself too large to be sent.
create or replace function belay.row_keys(p_row anyelement, p_table oid, p_excluded text[])
returns jsonb
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  keys jsonb;
begin
  keys := belay.row_columns(
    p_row,
    p_table,
    array(select k.name from unnest(belay.key_columns(p_table)) as k (name) where k.name <> all (p_excluded))
  );
  return case when octet_length(keys::text) <= 512 then keys else '{}' end;
exception
  when others then
    return '{}';
end
$$;

-- Which events are kept in order with this one, as a hash: those of the same values in the columns of the option order_key,
-- of whatever table, or else those of the same row. A table without a key is kept in order as a whole.
create or replace function belay.webhook_order_key(
  p_row anyelement,
  p_table oid,
  p_watched text,
  p_order_key jsonb
)
returns bigint
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  named jsonb;
  key text;
begin
  if p_order_key is null then
    key := p_watched || belay.row_keys(p_row, p_table, '{}')::text;
  else
    named := belay.row_columns(p_row, p_table, array(select jsonb_array_elements_text(p_order_key)));
    select jsonb_agg(named -> c.name order by c.position)::text
    into key
    from jsonb_array_elements_text(p_order_key) with ordinality as c (name, position);
  end if;
  return hashtextextended(key, 0);
exception
  when others then
    return hashtextextended(p_watched, 0);
end
$$;

-- The trigger. It writes what happened into the outbox, in the transaction of the writer, with the rights of the
-- schema's owner: the writer needs none, and can neither forge an event nor read one.
--
-- Nothing that lies in the row can make the write fail: what cannot be converted is sent with its primary key only. The
-- path of names, and the settings that give values another form, are pinned, since the writer may have set them.
-- Arguments: the endpoint's name, and the options of belay.watch_table() as a JSON text, empty for none.
create or replace function belay.capture_row_change()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
set datestyle = 'ISO'
set intervalstyle = 'postgres'
set bytea_output = 'hex'
set extra_float_digits = 1
as $$
declare
  target record;
  schema_name text := tg_table_schema;
  table_name text := tg_table_name;
  options constant jsonb not null := coalesce(nullif(tg_argv[1], ''), '{}');
  excluded text[] not null := '{}';
  -- The table that tells of the row's columns.
  described oid not null := tg_relid;
  watched record;
  keys_only boolean not null := options @> '{"keys_only": true}';
  before_change jsonb;
  after_change jsonb;
  event_id uuid;
  event jsonb;
  payload text;
  order_key bigint;
  outbox_id bigint;
begin
  loop
    select
      e.id,
      e.mode,
      e.ordered,
      e.state,
      -- pg_net hangs on more than 64 KiB.
      least((options ->> 'max_bytes')::integer, e.max_payload_bytes, case e.mode when 'pg_net' then 65536 end)
        as max_bytes,
      -- to_jsonb() is for rows of PostgreSQL's own types, see belay.row_columns(). The writer's lock on the table keeps
      -- its columns as they are, but a snapshot that is older than the lock may show others.
      current_setting('transaction_isolation') <> 'read committed' or exists (
        select
        from pg_catalog.pg_attribute a
        where a.attrelid = tg_relid
          and a.attnum > 0
          and a.atttypid >= 16384
      ) as by_column
    into target
    from belay.webhook_endpoints e
    where e.name = tg_argv[0];
    exit when found;
    perform belay.ensure_webhook_endpoint(tg_argv[0]);
  end loop;
  if options ? 'exclude' then
    excluded := array(select jsonb_array_elements_text(options -> 'exclude'));
  end if;

  -- What happens on a partition is an event of the table that is watched. A snapshot that is older than the partition
  -- shows neither it nor its trigger.
  if pg_partition_root(tg_relid) is not null then
    if not exists (select from pg_catalog.pg_class c where c.oid = tg_relid) then
      described := pg_partition_root(tg_relid);
    end if;
    select n.nspname, c.relname
    into watched
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.oid = coalesce(belay.watched_table(tg_relid, tg_name), pg_partition_root(tg_relid));
    if found then
      schema_name := watched.nspname;
      table_name := watched.relname;
    end if;
  end if;

  -- Version 7 of RFC 9562: milliseconds first, then the random bits of version 4.
  event_id := (
    lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0')
    || '7' || substr(replace(gen_random_uuid()::text, '-', ''), 14)
  )::uuid;
  event := jsonb_build_object(
    'type', tg_op,
    'table', table_name,
    'schema', schema_name,
    'record', null,
    'old_record', null,
    'occurred_at', now(),
    'event_id', event_id
  );

  if not keys_only or options ? 'when_changed' then
    begin
      if target.by_column then
        before_change := case when tg_op in ('UPDATE', 'DELETE') then belay.row_columns(old, described, null) end;
        after_change := case when tg_op in ('INSERT', 'UPDATE') then belay.row_columns(new, described, null) end;
      else
        before_change := case when tg_op in ('UPDATE', 'DELETE') then to_jsonb(old) end;
        after_change := case when tg_op in ('INSERT', 'UPDATE') then to_jsonb(new) end;
      end if;

      if tg_op = 'UPDATE' and options ? 'when_changed' then
        if not exists (
          select
          from jsonb_array_elements_text(options -> 'when_changed') as wanted (name)
          where before_change -> wanted.name is distinct from after_change -> wanted.name
        ) then
          return null;
        end if;
      end if;

      if not keys_only then
        payload := (event || jsonb_build_object(
          'record', coalesce(after_change, before_change) - excluded,
          'old_record', case tg_op when 'UPDATE' then before_change - excluded end
        ))::text;
        -- No column is seen by a snapshot that is older than the table.
        keys_only := octet_length(payload) > target.max_bytes
          or coalesce(after_change, before_change) is not distinct from '{}';
      end if;
    exception
      when others then
        -- A value beyond what JSON can hold, for one.
        keys_only := true;
    end;
  end if;

  if keys_only and tg_op <> 'TRUNCATE' then
    payload := (event || jsonb_build_object(
      'keys_only', true,
      'record', belay.row_keys(coalesce(new, old), described, excluded),
      'old_record', case tg_op when 'UPDATE' then belay.row_keys(old, described, excluded) end
    ))::text;
  end if;
  payload := coalesce(payload, event::text);

  -- What pg_net does not take, or must not send now, goes into the outbox.
  if target.mode = 'pg_net' and target.state = 'active' then
    if belay.post_webhook(tg_argv[0], payload::jsonb) then
      return null;
    end if;
  end if;

  if target.ordered then
    order_key := belay.webhook_order_key(
      coalesce(new, old),
      described,
      -- Not as identifiers: in what quotes these come is a setting of the writer's.
      format('%L.%L', schema_name, table_name),
      options -> 'order_key'
    );
  end if;
  insert into belay.webhook_outbox (
    event_id, endpoint_id, table_schema, table_name, operation, occurred_at, order_key, keys_only, payload
  )
  values (event_id, target.id, schema_name, table_name, tg_op, now(), order_key, keys_only, payload)
  returning id into outbox_id;
  insert into belay.webhook_deliveries (id, endpoint_id, due_at, order_key)
  values (outbox_id, target.id, now(), order_key);

  if not options @> '{"notify": false}' then
    perform pg_notify('belay_webhook_outbox', '');
  end if;
  return null;
end
$$;

comment on function belay.capture_row_change() is 'Trigger of belay.watch_table(): writes a change into the outbox.';

-- The names of the two triggers of an endpoint at a table.
create or replace function belay.watch_triggers(p_endpoint text)
returns text[]
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select array['belay_webhook_' || p_endpoint, 'belay_webhook_' || p_endpoint || '_truncate']
$$;

-- Sends the changes of a table to an endpoint from now on. A table may have several endpoints, each with options of its
-- own; called again for the same one, it replaces operations and options. It is called with the rights of the caller,
-- who needs the privilege TRIGGER on the table (its owner has it), and on nothing else but this function, see
-- docs/outbox.md.
--
-- Options, all of which may be missing:
--   exclude       names of columns that are left out
--   when_changed  names of columns: an UPDATE that changes none of them is no event
--   order_key     names of columns: at an ordered endpoint, events with equal values there are kept in order
--   keys_only     true: the primary key only
--   max_bytes     a smaller limit of the payload than the endpoint's, 2048 at least
--   notify        false: no NOTIFY, for tables whose writers commit too often for it or use PREPARE TRANSACTION
-- TRUNCATE is an event only where it is named among the operations: it has no rows to speak of.
create or replace function belay.watch_table(
  p_table regclass,
  p_endpoint text,
  p_operations text[] default array['INSERT', 'UPDATE', 'DELETE'],
  p_options jsonb default '{}'
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  watched record;
  row_operations text;
  triggers constant text[] := belay.watch_triggers(p_endpoint);
  uncomputed jsonb;
  options jsonb := p_options;
  arguments text;
begin
  perform belay.ensure_webhook_endpoint(p_endpoint);
  select n.nspname, c.relname, c.relkind, c.relpersistence
  into watched
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.oid = p_table;
  if watched.relkind is null or watched.relkind not in ('r', 'p') or watched.relpersistence = 't'
    or watched.nspname in ('belay', 'vault') then
    raise exception 'belay: only a table can be watched, and none that is temporary or inside of Belay or the vault'
      using errcode = '22023';
  end if;
  if p_operations is null or cardinality(p_operations) = 0
    or not p_operations <@ array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'] then
    raise exception 'belay: operations must be some of INSERT, UPDATE, DELETE and TRUNCATE' using errcode = '22023';
  end if;
  perform belay.check_watch_options(p_table, p_options);

  -- Triggers of PostgreSQL 18 see null in a virtual column, which is not what it holds.
  select jsonb_agg(a.attname)
  into uncomputed
  from pg_catalog.pg_attribute a
  where a.attrelid = p_table
    and a.attgenerated = 'v'
    and not a.attisdropped;
  if uncomputed is not null then
    options := options || jsonb_build_object('exclude', coalesce(options -> 'exclude', '[]') || uncomputed);
  end if;
  arguments := format('(%L, %L)', p_endpoint, coalesce(nullif(options, '{}')::text, ''));

  if exists (
    select
    from pg_catalog.pg_trigger t
    join pg_catalog.pg_proc p on p.oid = t.tgfoid
    where t.tgrelid = p_table
      and p.proname in ('http_request', 'notify_trip_collaborators_http', 'notify_table_change_cache_http')
  ) then
    raise warning 'belay: another trigger of %.% sends webhooks too, and its events would come twice: drop it',
      watched.nspname, watched.relname;
  end if;

  perform belay.unwatch_table(p_table, p_endpoint);
  select string_agg(operation, ' or ')
  into row_operations
  from unnest(array['insert', 'update', 'delete']) as operation
  where upper(operation) = any (p_operations);
  if row_operations is not null then
    execute format(
      'create trigger %I after %s on %I.%I for each row execute function belay.capture_row_change%s',
      triggers[1], row_operations, watched.nspname, watched.relname, arguments
    );
  end if;
  if 'TRUNCATE' = any (p_operations) then
    execute format(
      'create trigger %I after truncate on %I.%I for each statement execute function belay.capture_row_change%s',
      triggers[2], watched.nspname, watched.relname, arguments
    );
  end if;
end
$$;

-- Refuses options that are none, or that name columns which the table does not have.
create or replace function belay.check_watch_options(p_table regclass, p_options jsonb)
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  option record;
begin
  if p_options is null or jsonb_typeof(p_options) <> 'object' or octet_length(p_options::text) > 8192 then
    raise exception 'belay: options must be a JSON object' using errcode = '22023';
  end if;

  for option in select o.key as name, o.value from jsonb_each(p_options) as o
  loop
    if option.name in ('keys_only', 'notify') and jsonb_typeof(option.value) = 'boolean' then
      continue;
    end if;
    if option.name = 'max_bytes' and jsonb_typeof(option.value) = 'number'
      and option.value::text ~ '^[0-9]{4,8}$' and option.value::text::integer between 2048 and 16777216 then
      continue;
    end if;
    if option.name in ('exclude', 'when_changed', 'order_key') and jsonb_typeof(option.value) = 'array'
      and jsonb_array_length(option.value) between 1 and 100
      and not exists (
        select
        from jsonb_array_elements(option.value) as c (name)
        where jsonb_typeof(c.name) <> 'string'
          or not exists (
            select
            from pg_catalog.pg_attribute a
            where a.attrelid = p_table
              and a.attname = c.name #>> '{}'
              and a.attnum > 0
              and (a.attgenerated <> 'v' or option.name = 'exclude')
              and not a.attisdropped
          )
      ) then
      continue;
    end if;
    raise exception 'belay: an option is unknown, of the wrong kind, or names a column that the table does not have'
      using errcode = '22023', detail = format('Option %L.', left(option.name, 60));
  end loop;
end
$$;

-- Ends what belay.watch_table() began; false where there was nothing to end. Events that were written before are still
-- delivered. The caller must own the table.
create or replace function belay.unwatch_table(p_table regclass, p_endpoint text)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  attached record;
  ended boolean := false;
begin
  for attached in
    select t.tgname, n.nspname, c.relname
    from pg_catalog.pg_trigger t
    join pg_catalog.pg_class c on c.oid = t.tgrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where t.tgrelid = p_table
      and t.tgparentid = 0
      and t.tgfoid = 'belay.capture_row_change()'::regprocedure
      and t.tgname = any (belay.watch_triggers(p_endpoint))
  loop
    execute format('drop trigger %I on %I.%I', attached.tgname, attached.nspname, attached.relname);
    ended := true;
  end loop;
  return ended;
end
$$;

comment on function belay.watch_table(regclass, text, text[], jsonb) is
  'Sends the changes of a table to a webhook endpoint. Runbook: Webhooks Operations, Setup.';
comment on function belay.unwatch_table(regclass, text) is 'Ends what belay.watch_table() began.';

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126110200' $$;
