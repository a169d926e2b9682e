-- Who may do what with the three tables. Whatever an adopted project allowed before is closed first.

-- The owner of the tables, on whose behalf the RPCs act, is not held to the policies.
alter table public.api_keys enable row level security, no force row level security;
alter table public.api_gateway_configs enable row level security, no force row level security;
alter table public.user_settings enable row level security, no force row level security;

-- An original project let users rewrite their gateway's URL past every check. One open policy is enough for
-- that, because policies add up: so every old one goes.
do $$
declare
  old_policy record;
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  for old_policy in
    select p.polname, p.polrelid::regclass as table_name
    from pg_catalog.pg_policy p
    where p.polrelid in (
      'public.api_keys'::regclass,
      'public.api_gateway_configs'::regclass,
      'public.user_settings'::regclass
    )
  loop
    execute format('drop policy %I on %s', old_policy.polname, old_policy.table_name);
  end loop;
end
$$;

create policy api_keys_select_own on public.api_keys
  for select to authenticated
  using ((select auth.uid()) = user_id);

create policy api_gateway_configs_select_own on public.api_gateway_configs
  for select to authenticated
  using ((select auth.uid()) = user_id);

create policy user_settings_select_own on public.user_settings
  for select to authenticated
  using ((select auth.uid()) = user_id);

create policy user_settings_insert_own on public.user_settings
  for insert to authenticated
  with check ((select auth.uid()) = user_id);

create policy user_settings_update_own on public.user_settings
  for update to authenticated
  using ((select auth.uid()) = user_id)
  with check ((select auth.uid()) = user_id);

-- Supabase grants everything in `public` to the API roles by default, so they are named one by one.
revoke all on table public.api_keys, public.api_gateway_configs, public.user_settings
  from public, anon, authenticated, service_role;

grant select on table public.api_keys, public.api_gateway_configs to authenticated;
-- The host's own settings in the same table are the host's to grant.
grant select, insert (user_id, allow_gateway_fallback), update (allow_gateway_fallback)
  on table public.user_settings to authenticated;
grant select on table public.api_keys, public.api_gateway_configs, public.user_settings to service_role;

-- The sequence behind an adopted api_keys.id was granted in the same way.
do $$
declare
  sequence_name text;
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  sequence_name := pg_get_serial_sequence('public.api_keys', 'id');
  if sequence_name is not null then
    execute format('revoke all on sequence %s from public, anon, authenticated, service_role', sequence_name);
  end if;
end
$$;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261122090700' $$;
