-- Something of ours that does not belong to the role that installed the schema.
with installer as (
  select nspowner as oid from pg_namespace where nspname = 'belay'
)
select c.oid::regclass::text
from pg_class c, installer i
where c.relnamespace in ('public'::regnamespace, 'belay'::regnamespace) and c.relowner <> i.oid
union all
select p.oid::regprocedure::text
from pg_proc p, installer i
where p.pronamespace in ('public'::regnamespace, 'belay'::regnamespace) and p.proowner <> i.oid
union all
select rolname::text || ' is a superuser'
from pg_roles r, installer i
where r.oid = i.oid and r.rolsuper
