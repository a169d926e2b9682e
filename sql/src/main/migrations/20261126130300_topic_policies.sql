-- Row-level security of private channels. The table is not ours on Supabase, and what may be done with it has changed
-- there before: where a policy cannot be made, the installation goes on and says what to run.

-- Makes the two policies, or makes them anew, for the owner. May be run again at any time. False where they do not hold;
-- a warning says why.
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

comment on function belay.install_topic_policies() is
  'Makes the policies of Belay on realtime.messages, or makes them anew.';
revoke all on function belay.install_topic_policies() from public;

select belay.install_topic_policies();

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126130300' $$;
