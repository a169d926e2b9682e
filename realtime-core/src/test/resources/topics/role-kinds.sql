-- Rules that look at the role of the session, which a service and the Realtime server do not share.
create schema app;
create function app.is_service(p_user_id uuid, p_id bigint) returns boolean language sql stable
  set search_path = pg_catalog, pg_temp
  as $$ select current_setting('role') <> 'authenticated' $$;
create function app.role_of_session() returns text language sql stable
  set search_path = pg_catalog, pg_temp
  as $$ select current_setting('role') $$;
create function app.is_veiled(p_user_id uuid, p_id bigint) returns boolean language sql stable
  set search_path = pg_catalog, pg_temp
  as $$ select app.role_of_session() <> 'authenticated' $$;
