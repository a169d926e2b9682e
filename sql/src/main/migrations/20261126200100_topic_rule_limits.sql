-- Two ways in which Java and row-level security could differ, or a private channel's policy give more than the channel.

-- Does its text read the role of the session? That cannot be hidden from a rule as claims are, since PostgreSQL lets nobody
-- set it within a security definer function. Looked for in the text, comments too: what a rule reads through another
-- function is not found.
create or replace function belay.reads_session_role(p_function oid)
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
      and coalesce(pg_get_function_sqlbody(p.oid), p.prosrc) ~* (
        '\m(session_user|system_user)\M'
        '|\mcurrent_setting"?\s*\(\s*''(role|session_authorization|is_superuser)'''
      )
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
  if belay.reads_session_role(to_regprocedure(format('%s(uuid, %s)', rule, p_id_type))) then
    raise exception 'belay: a rule must not read session_user, system_user or the setting "role", which differ between '
      'the services that ask and the Realtime server'
      using errcode = '22023', detail = format('Rule %s.', rule);
  end if;
  return rule;
end
$$;

-- Rules that are registered already go on as they did.
do $$
declare
  registered record;
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  for registered in
    select k.prefix, r.rule
    from belay.topic_kinds k
    cross join lateral (values (k.read_rule), (k.write_rule), (k.explain_rule)) as r (rule)
    -- A rule that is not there has no name, which PostgreSQL 15 refuses to look up.
    where case
      when r.rule is not null then belay.reads_session_role(to_regprocedure(format('%s(uuid, %s)', r.rule, k.id_type)))
    end
  loop
    raise warning 'belay: rule % of topics % reads the role of the session, so TopicAuthorizer and row-level security can '
      'give different answers', registered.rule, registered.prefix;
  end loop;
end
$$;

-- Makes the two policies, or makes them anew, for the owner. May be run again at any time. False where they do not hold;
-- a warning says why.
--
-- A row that is not private goes out on the public channel of the same name, which everybody may hear, so that the right to
-- write to the private one is no right to put it there. The rows with which the Realtime server asks what a user may do are
-- not private either; they have no event, and a row without one goes nowhere (supabase/realtime, authorization.ex and
-- replication_connection.ex).
create or replace function belay.install_topic_policies()
returns boolean
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
declare
  messages record;
  others text;
begin
  select
    c.oid,
    c.relrowsecurity as secured,
    exists (
      select from pg_catalog.pg_proc p where p.pronamespace = n.oid and p.proname = 'topic' and p.pronargs = 0
    ) as has_topic
  into messages
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace and n.nspname = 'realtime'
  where c.relname = 'messages';
  if not coalesce(messages.has_topic, false) then
    raise warning 'belay: private channels have no policies, since realtime.messages or realtime.topic() is not there yet. '
      'Afterwards run: select belay.install_topic_policies()';
    return false;
  end if;

  begin
    drop policy if exists belay_topic_read on realtime.messages;
    drop policy if exists belay_topic_write on realtime.messages;
    -- The select is evaluated once in a statement, however many rows it reads.
    create policy belay_topic_read on realtime.messages
      for select to authenticated
      using (
        topic = (select belay.usable_topic(belay.request_user_id(), realtime.topic(), 'read'))
        and extension in ('broadcast', 'presence')
      );
    create policy belay_topic_write on realtime.messages
      for insert to authenticated
      with check (
        topic = (select belay.usable_topic(belay.request_user_id(), realtime.topic(), 'write'))
        and extension in ('broadcast', 'presence')
        and (private or event is null)
      );
  exception
    -- Not the owner; or a table that is not the one that Supabase documents.
    when syntax_error_or_access_rule_violation then
      raise warning 'belay: private channels have no policies, since role % could not make them on realtime.messages '
        '(error %). As a role that may, run belay-sql/bootstrap/topic_policies.sql, in the SQL editor for one.',
        current_user, sqlstate;
      return false;
  end;

  perform belay.retire_topic_policies();
  select string_agg(quote_ident(p.polname), ', ' order by p.polname)
  into others
  from pg_catalog.pg_policy p
  where p.polrelid = messages.oid
    and p.polcmd in ('r', 'a', '*')
    and p.polname not in ('belay_topic_read', 'belay_topic_write')
    and exists (
      select
      from unnest(p.polroles) as role (oid)
      where role.oid = 0 or pg_has_role('authenticated', role.oid, 'usage')
    );
  if others is not null then
    raise warning 'belay: other policies of realtime.messages open or close topics too, which TopicAuthorizer does not '
      'know of: %', left(others, 300);
  end if;
  if not messages.secured then
    raise warning 'belay: row level security of realtime.messages is off, so its policies do nothing';
  end if;
  return messages.secured;
end
$$;

-- Those of the installation were made before.
do $$
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  if exists (
    select
    from pg_catalog.pg_policy p
    join pg_catalog.pg_class c on c.oid = p.polrelid and c.relname = 'messages'
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace and n.nspname = 'realtime'
    where p.polname = 'belay_topic_write'
  ) then
    alter policy belay_topic_write on realtime.messages
      with check (
        topic = (select belay.usable_topic(belay.request_user_id(), realtime.topic(), 'write'))
        and extension in ('broadcast', 'presence')
        and (private or event is null)
      );
  end if;
exception
  when syntax_error_or_access_rule_violation then
    raise warning 'belay: the policy belay_topic_write lets users put public rows into realtime.messages, since role % could '
      'not change it (error %). As a role that may, run belay-sql/bootstrap/topic_policies.sql, in the SQL editor for one.',
      current_user, sqlstate;
end
$$;

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126200100' $$;
