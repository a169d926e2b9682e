-- What makes a bare `revoke ... from public` insufficient. Projects made
-- before 2026-05-30 hand every new object in public to the roles that requests run as.

alter default privileges for role supabase_postgres in schema public
  grant all on tables to supabase_postgres, anon, authenticated, service_role;
alter default privileges for role supabase_postgres in schema public
  grant all on sequences to supabase_postgres, anon, authenticated, service_role;
alter default privileges for role supabase_postgres in schema public
  grant all on functions to supabase_postgres, anon, authenticated, service_role;

alter default privileges for role supabase_admin in schema public
  grant all on tables to supabase_postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public
  grant all on sequences to supabase_postgres, anon, authenticated, service_role;
alter default privileges for role supabase_admin in schema public
  grant all on functions to supabase_postgres, anon, authenticated, service_role;
