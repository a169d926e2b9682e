-- Who may do what. The rules are functions of a user and an id, so that row-level security, realtime topics and the
-- application's own code ask the same ones.

create schema travel;
comment on schema travel is 'Rules of the travel app. Not served by PostgREST.';
revoke all on schema travel from public;
grant usage on schema travel to authenticated, service_role;

-- They run with the owner's rights: a policy on trip_collaborators that read trip_collaborators with the caller's
-- would ask itself for ever.
create function travel.can_read_trip(p_user_id uuid, p_trip_id bigint)
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select exists (select from public.trips t where t.id = p_trip_id and t.user_id = p_user_id)
    or exists (
      select from public.trip_collaborators c where c.trip_id = p_trip_id and c.user_id = p_user_id
    )
$$;

create function travel.can_write_trip(p_user_id uuid, p_trip_id bigint)
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select exists (select from public.trips t where t.id = p_trip_id and t.user_id = p_user_id)
    or exists (
      select
      from public.trip_collaborators c
      where c.trip_id = p_trip_id
        and c.user_id = p_user_id
        and c.role in ('editor', 'admin')
    )
$$;

create function travel.owns_trip(p_user_id uuid, p_trip_id bigint)
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select exists (select from public.trips t where t.id = p_trip_id and t.user_id = p_user_id)
$$;

-- A session is its owner's, and belongs to everybody on the trip that it is about.
create function travel.can_read_session(p_user_id uuid, p_session_id uuid)
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select
    from public.chat_sessions s
    where s.id = p_session_id
      and (s.user_id = p_user_id or travel.can_read_trip(p_user_id, s.trip_id))
  )
$$;

create function travel.can_write_session(p_user_id uuid, p_session_id uuid)
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select
    from public.chat_sessions s
    where s.id = p_session_id
      and (s.user_id = p_user_id or travel.can_write_trip(p_user_id, s.trip_id))
  )
$$;

revoke all on all functions in schema travel from public;
grant execute on all functions in schema travel to authenticated, service_role;

-- Supabase grants every new table to the API roles.
do $$
declare
  app_table text;
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  foreach app_table in array array[
    'trips', 'trip_collaborators', 'flights', 'accommodations', 'search_destinations', 'search_flights',
    'search_hotels', 'search_activities', 'chat_sessions', 'chat_messages', 'file_attachments'
  ]
  loop
    execute format('alter table public.%I enable row level security', app_table);
    execute format('revoke all on table public.%I from public, anon, authenticated, service_role', app_table);
    execute format('grant select, insert, update, delete on table public.%I to authenticated, service_role', app_table);
    -- The login of the application is a member of service_role, but does not bypass row-level security with it.
    execute format(
      'create policy %I on public.%I for all to service_role using (true) with check (true)', app_table || '_service', app_table
    );
  end loop;
end
$$;

create policy trips_read on public.trips for select to authenticated
  using (travel.can_read_trip((select auth.uid()), id) or user_id = (select auth.uid()));
create policy trips_insert on public.trips for insert to authenticated
  with check (user_id = (select auth.uid()));
-- An editor changes a trip, but cannot give it to somebody else: see the trigger below.
create policy trips_update on public.trips for update to authenticated
  using (travel.can_write_trip((select auth.uid()), id))
  with check (travel.can_write_trip((select auth.uid()), id));
create policy trips_delete on public.trips for delete to authenticated
  using (user_id = (select auth.uid()));

create policy trip_collaborators_read on public.trip_collaborators for select to authenticated
  using (travel.can_read_trip((select auth.uid()), trip_id));
create policy trip_collaborators_write on public.trip_collaborators for all to authenticated
  using (travel.owns_trip((select auth.uid()), trip_id))
  with check (travel.owns_trip((select auth.uid()), trip_id));

create policy flights_read on public.flights for select to authenticated
  using (travel.can_read_trip((select auth.uid()), trip_id));
create policy flights_write on public.flights for all to authenticated
  using (travel.can_write_trip((select auth.uid()), trip_id))
  with check (travel.can_write_trip((select auth.uid()), trip_id));

create policy accommodations_read on public.accommodations for select to authenticated
  using (travel.can_read_trip((select auth.uid()), trip_id));
create policy accommodations_write on public.accommodations for all to authenticated
  using (travel.can_write_trip((select auth.uid()), trip_id))
  with check (travel.can_write_trip((select auth.uid()), trip_id));

create policy search_destinations_own on public.search_destinations for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy search_flights_own on public.search_flights for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy search_hotels_own on public.search_hotels for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy search_activities_own on public.search_activities for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));

-- A session or file is put on a trip only by who may write that trip.
create policy chat_sessions_read on public.chat_sessions for select to authenticated
  using (user_id = (select auth.uid()) or travel.can_read_trip((select auth.uid()), trip_id));
create policy chat_sessions_write on public.chat_sessions for all to authenticated
  using (user_id = (select auth.uid()))
  with check (
    user_id = (select auth.uid())
    and (trip_id is null or travel.can_write_trip((select auth.uid()), trip_id))
  );

create policy chat_messages_read on public.chat_messages for select to authenticated
  using (travel.can_read_session((select auth.uid()), session_id));
create policy chat_messages_insert on public.chat_messages for insert to authenticated
  with check (travel.can_write_session((select auth.uid()), session_id) and role = 'user');

create policy file_attachments_read on public.file_attachments for select to authenticated
  using (user_id = (select auth.uid()) or travel.can_read_trip((select auth.uid()), trip_id));
create policy file_attachments_write on public.file_attachments for all to authenticated
  using (user_id = (select auth.uid()))
  with check (
    user_id = (select auth.uid())
    and (trip_id is null or travel.can_write_trip((select auth.uid()), trip_id))
  );

create function travel.keep_owner()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
  if new.user_id is distinct from old.user_id and current_user = 'authenticated' then
    raise exception 'a trip stays with its owner' using errcode = '42501';
  end if;
  new.updated_at := now();
  return new;
end
$$;

revoke all on function travel.keep_owner() from public;

create trigger trips_keep_owner before update on public.trips
  for each row execute function travel.keep_owner();
