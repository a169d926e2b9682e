-- The schemas of a hosted Supabase project as its owner finds them.
-- `supabase_postgres` stands for the hosted role `postgres`, which is not a superuser.

do $$
begin
  execute format('grant all on database %I to supabase_postgres', current_database());
end
$$;

grant all on schema public to supabase_postgres;
grant usage on schema public to anon, authenticated, service_role;

-- Schema extensions: pgcrypto lives here, not in public.
create schema extensions authorization supabase_admin;
create extension pgcrypto with schema extensions;
grant all on schema extensions to supabase_postgres;
grant usage on schema extensions to anon, authenticated, service_role;

-- Schema auth: owned by the platform; the project's owner may use the tables, not change them.
create schema auth authorization supabase_auth_admin;
grant usage on schema auth to supabase_postgres, anon, authenticated, service_role;

set role supabase_auth_admin;

create table auth.users (
  id uuid primary key,
  aud varchar(255),
  role varchar(255),
  email varchar(255),
  raw_app_meta_data jsonb,
  raw_user_meta_data jsonb,
  is_anonymous boolean not null default false,
  created_at timestamptz default now(),
  updated_at timestamptz default now()
);
alter table auth.users enable row level security;
grant all on table auth.users to supabase_postgres;

-- The claims come in one JSON setting, or in one setting per claim from older senders. A setting
-- that was used on the connection before reads as '' and not as null.
create function auth.uid() returns uuid language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
  )::uuid
$$;

create function auth.role() returns text language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.role', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
  )
$$;

create function auth.email() returns text language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.email', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'email'
  )
$$;

create function auth.jwt() returns jsonb language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')
  )::jsonb
$$;

reset role;
