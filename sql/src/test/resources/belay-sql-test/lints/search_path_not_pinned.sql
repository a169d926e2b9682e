-- A function whose names could resolve to somebody else's objects. Unless pg_temp is named last, it is searched first
-- for types and tables.
select p.oid::regprocedure::text
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
where (n.nspname = 'belay' or obj_description(p.oid, 'pg_proc') ~ 'Belay'
    or (n.nspname = 'vault' and obj_description(n.oid, 'pg_namespace') ~ 'Belay'))
  and not coalesce(p.proconfig, '{}') @> array['search_path=pg_catalog, pg_temp']
