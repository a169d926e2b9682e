-- Who may use which realtime topic. The rules of row-level security are registered, as any application registers its own;
-- the kind `user` is the library's. A viewer listens, and does not send: see docs/realtime.md.

-- What a user is to a trip, for whoever has to explain a decision. Nothing of anybody else.
create function travel.explain_trip(p_user_id uuid, p_trip_id bigint)
returns text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    (select 'owner' from public.trips t where t.id = p_trip_id and t.user_id = p_user_id),
    (
      select 'collaborator (' || c.role || ')'
      from public.trip_collaborators c
      where c.trip_id = p_trip_id and c.user_id = p_user_id
    )
  )
$$;

create function travel.explain_session(p_user_id uuid, p_session_id uuid)
returns text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select case when s.user_id = p_user_id then 'owner' else travel.explain_trip(p_user_id, s.trip_id) || ' of its trip' end
  from public.chat_sessions s
  where s.id = p_session_id
$$;

select belay.register_topic_kind(
  'trip', 'bigint', 'travel.can_read_trip', 'travel.can_write_trip', 'travel.explain_trip'
);
select belay.register_topic_kind(
  'session', 'uuid', 'travel.can_read_session', 'travel.can_write_session', 'travel.explain_session'
);

-- Whoever loses something on a trip is told, in one message each, however many topics they had there: their clients ask
-- again for their channels, and are refused where they have lost them.
create function travel.announce_lost_access()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.announce_topic_access_change(old.user_id);
  return null;
end
$$;

create function travel.session_left_its_trip()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.announce_topic_access_change(member.user_id, 'session:' || old.id)
  from (
    select old.user_id
    union
    select t.user_id from public.trips t where t.id = old.trip_id
    union
    select c.user_id from public.trip_collaborators c where c.trip_id = old.trip_id
  ) as member
  where tg_op = 'DELETE' or member.user_id <> new.user_id;
  return null;
end
$$;

revoke all on function
  travel.explain_trip(uuid, bigint), travel.explain_session(uuid, uuid), travel.announce_lost_access(),
  travel.session_left_its_trip()
  from public, anon, authenticated, service_role;

-- A trip that is deleted takes its collaborators with it, one by one.
create trigger trip_collaborators_announce_removed after delete on public.trip_collaborators
  for each row execute function travel.announce_lost_access();
create trigger trip_collaborators_announce_less after update on public.trip_collaborators
  for each row
  when (
    old.user_id <> new.user_id
    or old.trip_id <> new.trip_id
    or (old.role in ('editor', 'admin') and new.role not in ('editor', 'admin'))
  )
  execute function travel.announce_lost_access();
create trigger trips_announce_deleted after delete on public.trips
  for each row execute function travel.announce_lost_access();
create trigger trips_announce_given_away after update on public.trips
  for each row when (old.user_id <> new.user_id) execute function travel.announce_lost_access();
create trigger chat_sessions_announce_deleted after delete on public.chat_sessions
  for each row execute function travel.session_left_its_trip();
create trigger chat_sessions_announce_moved after update on public.chat_sessions
  for each row
  when (old.trip_id is distinct from new.trip_id or old.user_id <> new.user_id)
  execute function travel.session_left_its_trip();
