-- Many topics in one call. Until now each was decided by itself, so that a rule was looked up, planned and asked anew for
-- every topic, which took nearly all of the time. Now all topics of one rule are one statement, in which it is planned
-- once. What is decided, and why, stays the same for each topic.

-- The steps of a decision before the rule: they stand one after another because the order in which SQL evaluates the terms
-- of an AND is its own. Without a reason, the rule is to be asked of the id.
create or replace function belay.read_topic(
  p_user_id uuid,
  p_topic text,
  p_operation text,
  out reason text,
  out kind text,
  out rule text,
  out id_type text,
  out id text
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_topic is null or octet_length(p_topic) > 255 or p_topic collate "C" !~ '^[a-z][a-z0-9_-]{0,31}:' then
    reason := 'malformed_topic';
    return;
  end if;
  select k.prefix, k.id_type, case p_operation when 'read' then k.read_rule when 'write' then k.write_rule end
  into kind, id_type, rule
  from belay.topic_kinds k
  where k.prefix = split_part(p_topic, ':', 1);
  if not found then
    reason := 'unknown_kind';
    return;
  end if;
  id := substr(p_topic, length(kind) + 2);
  if not belay.is_topic_id(id, id_type) then
    reason := 'malformed_id';
  elsif p_user_id is null or p_user_id = '00000000-0000-0000-0000-000000000000' then
    reason := 'no_user';
  end if;
end
$$;

-- The decision, and why. No text is an error: what cannot be decided is denied.
create or replace function belay.decide_topic(
  p_user_id uuid,
  p_topic text,
  p_operation text,
  out allowed boolean,
  out reason text,
  out kind text,
  out rule text
)
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  id_type text;
  id text;
begin
  select t.reason, t.kind, t.rule, t.id_type, t.id
  into reason, kind, rule, id_type, id
  from belay.read_topic(p_user_id, p_topic, p_operation) as t;
  allowed := false;
  if reason is null then
    allowed := (belay.ask_topic_rule_of_all(rule, id_type, 'boolean', p_user_id, array[id]))[1]::boolean;
    reason := case allowed when true then 'allowed' when false then 'denied_by_rule' else 'rule_failed' end;
    allowed := coalesce(allowed, false);
  end if;
end
$$;

-- May this function be a rule now? As before, and cheaper: roles are read only where the schema's owner does not own it.
create or replace function belay.is_topic_rule(p_function oid, p_result text)
returns boolean
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return exists (
    select
    from pg_catalog.pg_proc p
    where p.oid = p_function
      and p.prokind = 'f'
      and not p.proretset
      and p.prorettype = p_result::regtype
      and p.provolatile <> 'v'
      and p.proconfig @> array['search_path=pg_catalog, pg_temp']
      and p.pronamespace <> pg_my_temp_schema()
      and (
        p.proowner = (select n.nspowner from pg_catalog.pg_namespace n where n.nspname = 'belay')
        or p.proowner in (select r.oid from pg_catalog.pg_roles r where r.rolsuper)
      )
  );
end
$$;

-- What a rule says of each id, as texts in their order; null where it could not be asked of all of them. That the database
-- is short of something, or that a lock is not to be had, is no answer, and stays an error.
--
-- A rule knows the user by its argument. What else the session says of the caller differs between a service and the
-- Realtime server, so it is hidden: claims, the settings that give a value another meaning, and row-level security, which
-- binds one role and not another; a rule that reads through policies fails.
create or replace function belay.ask_topic_rule_of_all(
  p_rule text,
  p_id_type text,
  p_result text,
  p_user_id uuid,
  p_ids text[]
)
returns text[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
set row_security = off
set timezone = 'UTC'
set datestyle = 'ISO, MDY'
set intervalstyle = 'postgres'
as $$
declare
  session constant text[] := array[
    'request.jwt.claims', 'request.jwt.claim.sub', 'request.jwt.claim.role', 'request.headers', 'realtime.topic'
  ];
  -- Mostly a service's session says nothing.
  said constant boolean := concat(
    current_setting('request.jwt.claims', true), current_setting('request.jwt.claim.sub', true),
    current_setting('request.jwt.claim.role', true), current_setting('request.headers', true),
    current_setting('realtime.topic', true)
  ) <> '';
  held text[];
  answer text;
  answers text[];
begin
  if not belay.is_topic_rule(to_regprocedure(format('%s(uuid, %s)', p_rule, p_id_type)), p_result) then
    return null;
  end if;

  if said then
    for i in 1 .. cardinality(session) loop
      held[i] := nullif(current_setting(session[i], true), '');
      if held[i] is not null then
        perform set_config(session[i], '', true);
      end if;
    end loop;
  end if;
  if cardinality(p_ids) = 1 then
    execute format('select %s($1, $2::%s)', p_rule, p_id_type) into answer using p_user_id, p_ids[1];
    answers := array[answer];
  else
    execute format(
      'select array_agg(%s($1, each.id::%s)::text order by each.position)'
        ' from unnest($2) with ordinality as each (id, position)',
      p_rule, p_id_type
    ) into answers using p_user_id, p_ids;
  end if;
  if said then
    for i in 1 .. cardinality(session) loop
      if held[i] is not null then
        perform set_config(session[i], held[i], true);
      end if;
    end loop;
  end if;

  -- A rule that does not say yes says no.
  return case when p_result = 'boolean' then array_replace(answers, null, 'false') else answers end;
exception
  when deadlock_detected or lock_not_available or insufficient_resources or operator_intervention then
    raise;
  when others or assert_failure then
    -- The settings are what they were: they went back with the block.
    return null;
end
$$;

-- What a rule says of one id.
create or replace function belay.ask_topic_rule(
  p_rule text,
  p_id_type text,
  p_result text,
  p_user_id uuid,
  p_id text
)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return (belay.ask_topic_rule_of_all(p_rule, p_id_type, p_result, p_user_id, array[p_id]))[1];
end
$$;

-- What a rule says of each id, null where it fails. Where it fails for one of them, each is asked by itself, so that one
-- which fails takes nothing from the others.
create or replace function belay.ask_topic_rule_of_each(p_rule text, p_id_type text, p_user_id uuid, p_ids text[])
returns text[]
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return coalesce(
    belay.ask_topic_rule_of_all(p_rule, p_id_type, 'boolean', p_user_id, p_ids),
    array(
      select belay.ask_topic_rule(p_rule, p_id_type, 'boolean', p_user_id, each.id)
      from unnest(p_ids) with ordinality as each (id, position)
      order by each.position
    )
  );
end
$$;

-- Decides many topics for one user, in one snapshot. Each request is {"topic": "trip:1", "operation": "read" or "write"};
-- there are 1 to 1000, and the answers come in their order, counted from 1. A topic of any content is allowed or denied.
create or replace function public.authorize_topics(p_user_id uuid, p_requests jsonb)
returns table (ordinal integer, allowed boolean, reason text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  if p_requests is null or jsonb_typeof(p_requests) <> 'array' then
    raise exception 'belay: requests must be a JSON array' using errcode = '22023';
  end if;
  if jsonb_array_length(p_requests) not between 1 and 1000 then
    raise exception 'belay: there must be 1 to 1000 requests' using errcode = '22023';
  end if;
  if exists (
    select
    from jsonb_array_elements(p_requests) as r (request)
    where jsonb_typeof(r.request -> 'topic') is distinct from 'string'
      or jsonb_typeof(r.request -> 'operation') is distinct from 'string'
      or r.request ->> 'operation' not in ('read', 'write')
  ) then
    raise exception 'belay: a request must be a topic and an operation, read or write' using errcode = '22023';
  end if;

  if jsonb_array_length(p_requests) = 1 then
    return query
      select 1, d.allowed, d.reason
      from belay.decide_topic(p_user_id, p_requests #>> '{0,topic}', p_requests #>> '{0,operation}') as d;
    return;
  end if;

  return query
    with asked as materialized (
      select r.position, t.reason, t.rule, t.id_type, t.id
      from jsonb_array_elements(p_requests) with ordinality as r (request, position)
      cross join lateral belay.read_topic(p_user_id, r.request ->> 'topic', r.request ->> 'operation') as t
    ),
    of_one_rule as materialized (
      select a.rule, a.id_type, array_agg(a.position) as positions, array_agg(a.id) as ids
      from asked a
      where a.reason is null
      group by a.rule, a.id_type
    ),
    answered as (
      select answer.position, answer.says::boolean as says
      from of_one_rule o
      cross join lateral unnest(
        o.positions, belay.ask_topic_rule_of_each(o.rule, o.id_type, p_user_id, o.ids)
      ) as answer (position, says)
    )
    select
      a.position::integer,
      coalesce(answered.says, false),
      coalesce(
        a.reason, case answered.says when true then 'allowed' when false then 'denied_by_rule' else 'rule_failed' end
      )
    from asked a
    left join answered on answered.position = a.position
    order by a.position;
end
$$;

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126200000' $$;
