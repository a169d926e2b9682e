-- Where a user is written to: the address that Supabase Auth keeps. The stand-in of auth.users has none, so it gets one.
do $$
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  if not exists (
    select
    from pg_catalog.pg_attribute a
    where a.attrelid = 'auth.users'::regclass
      and a.attname = 'email'
      and not a.attisdropped
  ) then
    alter table auth.users add column email text;
  end if;
end
$$;

create function travel.email_of(p_user_id uuid)
returns text
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
  select nullif(u.email::text, '') from auth.users u where u.id = p_user_id
$$;

revoke all on function travel.email_of(uuid) from public, anon, authenticated;
grant execute on function travel.email_of(uuid) to service_role;
