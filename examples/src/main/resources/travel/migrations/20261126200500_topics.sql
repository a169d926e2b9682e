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

-- Whoever loses a place on a trip, or gets another one, is told, and so are those from whose trip a session is taken.
-- Their clients ask again for their channels, and are refused where they have lost them.
create function travel.announce_trip_access(p_user_id uuid, p_trip_id bigint)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.announce_topic_access_change(p_user_id, 'trip:' || p_trip_id);
  perform belay.announce_topic_access_change(p_user_id, 'session:' || s.id)
  from public.chat_sessions s
  where s.trip_id = p_trip_id
    and s.user_id <> p_user_id;
end
$$;

create function travel.collaborator_changed()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform travel.announce_trip_access(old.user_id, old.trip_id);
  return null;
end
$$;

create function travel.trip_left_its_owner()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform travel.announce_trip_access(old.user_id, old.id);
  if tg_op = 'UPDATE' then
    return new;
  end if;
  -- The triggers of what goes with the trip run when all of it is gone, and do not see what was on it.
  perform travel.announce_trip_access(c.user_id, old.id)
  from public.trip_collaborators c
  where c.trip_id = old.id;
  return old;
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
  travel.explain_trip(uuid, bigint), travel.explain_session(uuid, uuid), travel.announce_trip_access(uuid, bigint),
  travel.collaborator_changed(), travel.trip_left_its_owner(), travel.session_left_its_trip()
  from public, anon, authenticated, service_role;

create trigger trip_collaborators_announce_deleted after delete on public.trip_collaborators
  for each row execute function travel.collaborator_changed();
create trigger trip_collaborators_announce_changed after update on public.trip_collaborators
  for each row
  when (old.role <> new.role or old.user_id <> new.user_id or old.trip_id <> new.trip_id)
  execute function travel.collaborator_changed();
create trigger trips_announce_deleted before delete on public.trips
  for each row execute function travel.trip_left_its_owner();
create trigger trips_announce_given_away before update on public.trips
  for each row when (old.user_id <> new.user_id) execute function travel.trip_left_its_owner();
create trigger chat_sessions_announce_deleted after delete on public.chat_sessions
  for each row execute function travel.session_left_its_trip();
create trigger chat_sessions_announce_moved after update on public.chat_sessions
  for each row
  when (old.trip_id is distinct from new.trip_id or old.user_id <> new.user_id)
  execute function travel.session_left_its_trip();
