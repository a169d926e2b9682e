-- Topics: who may read or write which. A kind of topic is a prefix, the type of the ids behind it, and a rule for each
-- operation. Row-level security and TopicAuthorizer both ask belay.decide_topic(), which hides from the rule what their
-- sessions differ in.

-- Refuses to go on where `public` has functions of these names already: PostgREST could not tell them apart. The first
-- migration drops those of an original project; what has one of these names is the application's own.
create or replace function belay.require_free_names(variadic p_names text[])
returns void
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  taken text;
begin
  select string_agg(format('public.%I (of role %s)', p.proname, p.proowner::regrole), ', ')
  into taken
  from pg_catalog.pg_proc p
  where p.pronamespace = 'public'::regnamespace
    and p.proname = any (p_names)
    and (
      coalesce(obj_description(p.oid, 'pg_proc'), '') not like 'Belay RPC%'
      or p.proowner <> quote_ident(current_user)::regrole
    );
  if taken is not null then
    raise exception 'belay: functions stand in the way: %. Drop or rename them.', left(taken, 1500)
      using errcode = '55000';
  end if;
end
$$;

revoke all on function belay.require_free_names(text[]) from public;
select belay.require_free_names('authorize_topics', 'explain_topic', 'list_topic_kinds', 'send_broadcast');

-- With the built-in kind `user`: a topic of their own for every user. Run again, this leaves alone what the owner has
-- made of it.
do $$
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  if exists (
    select
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'belay' and c.relname = 'topic_kinds'
  ) then
    return;
  end if;
  create table belay.topic_kinds (
    prefix text primary key check (prefix collate "C" operator(pg_catalog.~) '^[a-z][a-z0-9_-]{0,31}$'),
    id_type text not null check (id_type in ('uuid', 'bigint', 'text')),
    read_rule text not null,
    write_rule text not null,
    explain_rule text,
    registered_at timestamptz not null default pg_catalog.now()
  );
  insert into belay.topic_kinds (prefix, id_type, read_rule, write_rule, explain_rule)
  values ('user', 'uuid', 'belay.is_self', 'belay.is_self', 'belay.explain_self');
end
$$;

comment on table belay.topic_kinds is 'Kinds of topics. Written by belay.register_topic_kind() only.';
comment on column belay.topic_kinds.read_rule is 'Schema and name of a function, quoted where they need it.';

-- May this function be a rule now? It runs with the rights of the schema's owner, so it must be that role's own or a
-- superuser's, and no caller may put anything in front of what it names: neither a temporary table or type, which come
-- first where pg_temp is not named last, nor something in a schema where others may create. Asked at every decision as
-- well, since a function can be replaced.
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
    join pg_catalog.pg_roles r on r.oid = p.proowner
    join pg_catalog.pg_namespace n on n.nspname = 'belay'
    where p.oid = p_function
      and p.prokind = 'f'
      and not p.proretset
      and p.prorettype = p_result::regtype
      and p.provolatile <> 'v'
      and (r.rolsuper or p.proowner = n.nspowner)
      and p.proconfig @> array['search_path=pg_catalog, pg_temp']
      and p.pronamespace <> pg_my_temp_schema()
  );
end
$$;

-- The function of this name that takes a user and an id of this type, as it is kept: with its schema, and quoted.
create or replace function belay.checked_topic_rule(p_rule text, p_id_type text, p_result text)
returns text
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
declare
  names text[];
  rule text;
begin
  begin
    names := parse_ident(p_rule);
    if cardinality(names) = 2 then
      rule := format('%I.%I', names[1], names[2]);
    end if;
  exception
    when invalid_parameter_value then
      rule := null;
  end;
  if rule is null or octet_length(p_rule) > 200 then
    raise exception 'belay: a rule is named with its schema: app.can_read' using errcode = '22023';
  end if;
  if not belay.is_topic_rule(to_regprocedure(format('%s(uuid, %s)', rule, p_id_type)), p_result) then
    raise exception 'belay: a rule must be a function (uuid, %) that returns %, not volatile, with '
      '"set search_path = pg_catalog, pg_temp", and belong to the owner of schema belay', p_id_type, p_result
      using errcode = '22023', detail = format('Rule %s.', rule);
  end if;
  return rule;
end
$$;

-- Drops the policies of an original project for kinds that are registered: policies add up, so that a rule there would
-- stand beside the rule here. Those of other kinds stay until theirs are registered.
create or replace function belay.retire_topic_policies()
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  old_policy record;
begin
  for old_policy in
    select p.polname
    from pg_catalog.pg_policy p
    join pg_catalog.pg_class c on c.oid = p.polrelid and c.relname = 'messages'
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace and n.nspname = 'realtime'
    join belay.topic_kinds k on p.polname in (
      format('rtm_%s_topic_read', k.prefix), format('rtm_%s_topic_write', k.prefix)
    )
  loop
    begin
      execute format('drop policy %I on realtime.messages', old_policy.polname);
    exception
      when insufficient_privilege then
        raise warning 'belay: an old policy adds to a registered rule. Run: drop policy % on realtime.messages',
          old_policy.polname;
    end;
  end loop;
end
$$;

-- Registers a kind of topic, or replaces it. A rule is a function (p_user_id uuid, p_id <id type>) returns boolean; the
-- explain rule returns text: what the user is to it (owner, viewer), and nothing of anybody else. For the owner.
create or replace function belay.register_topic_kind(
  p_prefix text,
  p_id_type text,
  p_read_rule text,
  p_write_rule text,
  p_explain_rule text default null
)
returns void
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_prefix is null or p_prefix collate "C" !~ '^[a-z][a-z0-9_-]{0,31}$' then
    raise exception 'belay: a prefix must be 1 to 32 of a-z, 0-9, _ and -, and begin with a letter'
      using errcode = '22023';
  end if;
  if p_id_type is null or p_id_type not in ('uuid', 'bigint', 'text') then
    raise exception 'belay: the type of ids must be uuid, bigint or text' using errcode = '22023';
  end if;

  insert into belay.topic_kinds as k (prefix, id_type, read_rule, write_rule, explain_rule)
  values (
    p_prefix,
    p_id_type,
    belay.checked_topic_rule(p_read_rule, p_id_type, 'boolean'),
    belay.checked_topic_rule(p_write_rule, p_id_type, 'boolean'),
    case when p_explain_rule is not null then belay.checked_topic_rule(p_explain_rule, p_id_type, 'text') end
  )
  on conflict (prefix) do update
  set
    id_type = excluded.id_type,
    read_rule = excluded.read_rule,
    write_rule = excluded.write_rule,
    explain_rule = excluded.explain_rule,
    registered_at = excluded.registered_at;
  perform belay.retire_topic_policies();
end
$$;

-- From now on every topic of the kind is denied; false where there was none.
create or replace function belay.unregister_topic_kind(p_prefix text)
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  delete from belay.topic_kinds k where k.prefix = p_prefix;
  return found;
end
$$;

comment on function belay.register_topic_kind(text, text, text, text, text) is
  'Registers a kind of realtime topic: prefix, type of ids, and the functions that say who may read and write.';
comment on function belay.unregister_topic_kind(text) is 'Ends what belay.register_topic_kind() began.';

-- Is this an id of that type? Looked at before it is cast, so that no cast can fail.
create or replace function belay.is_topic_id(p_id text, p_id_type text)
returns boolean
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  case p_id_type
    when 'uuid' then
      return p_id collate "C" ~ '^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$';
    when 'bigint' then
      return p_id collate "C" ~ '^[0-9]{1,19}$'
        and (octet_length(p_id) < 19 or p_id collate "C" <= '9223372036854775807');
    else
      if p_id = '' or p_id collate "C" ~ '[[:cntrl:]]' then
        return false;
      end if;
      -- The control characters beyond ASCII; other encodings have no such characters, or not these numbers.
      if getdatabaseencoding() = 'UTF8' then
        return p_id collate "C" !~ format('[%s-%s]', chr(128), chr(159));
      end if;
      return true;
  end case;
end
$$;

-- The decision, and why. No text is an error: what cannot be decided is denied. The steps stand one after another because
-- the order in which SQL evaluates the terms of an AND is its own.
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
  registered belay.topic_kinds;
  topic_id text;
begin
  allowed := false;
  if p_topic is null or octet_length(p_topic) > 255 or p_topic collate "C" !~ '^[a-z][a-z0-9_-]{0,31}:' then
    reason := 'malformed_topic';
    return;
  end if;
  select * into registered from belay.topic_kinds k where k.prefix = split_part(p_topic, ':', 1);
  if not found then
    reason := 'unknown_kind';
    return;
  end if;
  kind := registered.prefix;
  rule := case p_operation when 'read' then registered.read_rule when 'write' then registered.write_rule end;
  topic_id := substr(p_topic, length(kind) + 2);
  if not belay.is_topic_id(topic_id, registered.id_type) then
    reason := 'malformed_id';
    return;
  end if;
  if p_user_id is null or p_user_id = '00000000-0000-0000-0000-000000000000' then
    reason := 'no_user';
    return;
  end if;

  allowed := belay.ask_topic_rule(rule, registered.id_type, 'boolean', p_user_id, topic_id)::boolean;
  reason := case allowed when true then 'allowed' when false then 'denied_by_rule' else 'rule_failed' end;
  allowed := coalesce(allowed, false);
end
$$;

-- What a rule says, as text; null where it could not be asked. That the database is short of something, or that a lock is
-- not to be had, is no answer, and stays an error.
--
-- A rule knows the user by its argument. What else the session says of the caller differs between a service and the
-- Realtime server, so it is hidden: claims, the settings that give a value another meaning, and row-level security, which
-- binds one role and not another; a rule that reads through policies fails.
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
set row_security = off
set timezone = 'UTC'
set datestyle = 'ISO, MDY'
set intervalstyle = 'postgres'
as $$
declare
  session constant text[] := array[
    'request.jwt.claims', 'request.jwt.claim.sub', 'request.jwt.claim.role', 'request.headers', 'realtime.topic'
  ];
  held text[];
  answer text;
begin
  if not belay.is_topic_rule(to_regprocedure(format('%s(uuid, %s)', p_rule, p_id_type)), p_result) then
    return null;
  end if;

  for i in 1 .. cardinality(session) loop
    held[i] := nullif(current_setting(session[i], true), '');
    if held[i] is not null then
      perform set_config(session[i], '', true);
    end if;
  end loop;
  execute format('select %s($1, $2::%s)', p_rule, p_id_type) into answer using p_user_id, p_id;
  for i in 1 .. cardinality(session) loop
    if held[i] is not null then
      perform set_config(session[i], held[i], true);
    end if;
  end loop;

  -- A rule that does not say yes says no.
  return case when p_result = 'boolean' then coalesce(answer, 'false') else answer end;
exception
  when deadlock_detected or lock_not_available or insufficient_resources or operator_intervention then
    raise;
  when others or assert_failure then
    -- The settings are what they were: they went back with the block.
    return null;
end
$$;

-- What policies ask: the topic itself where the user may use it, else null, which equals no topic. They pass the user, so
-- that the host's auth.uid() runs with the rights of whoever is asking and not with the owner's.
create or replace function belay.usable_topic(p_user_id uuid, p_topic text, p_operation text)
returns text
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return (select p_topic from belay.decide_topic(p_user_id, p_topic, p_operation) as d where d.allowed);
end
$$;

-- The user of the request; null where the claims name none, or something that is no id.
create or replace function belay.request_user_id()
returns uuid
language plpgsql
stable
set search_path = pg_catalog, pg_temp
as $$
begin
  return auth.uid();
exception
  when others then
    return null;
end
$$;

-- The rule of the built-in kind.
create or replace function belay.is_self(p_user_id uuid, p_id uuid)
returns boolean
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select p_user_id = p_id
$$;

create or replace function belay.explain_self(p_user_id uuid, p_id uuid)
returns text
language sql
immutable
set search_path = pg_catalog, pg_temp
as $$
  select case when p_user_id = p_id then 'the user' end
$$;

revoke all on all tables in schema belay from public;
revoke all on all functions in schema belay from public;

-- Without USAGE on the schema, these can be called by policies only.
grant execute on function belay.usable_topic(uuid, text, text), belay.request_user_id() to authenticated;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126130000' $$;
