-- The policies of private channels, for a project where the role that installs the schema may not make them: run this as a
-- role that may, as in the SQL editor of Supabase, after the installation. May be run again.
drop policy if exists belay_topic_read on realtime.messages;
drop policy if exists belay_topic_write on realtime.messages;

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
