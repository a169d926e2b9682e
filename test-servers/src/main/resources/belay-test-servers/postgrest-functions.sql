-- What can be called as /rpc/name: one row for each function of the exposed schemas.
select
  space.nspname as schema,
  routine.proname as name,
  routine.provolatile <> 'v' as read_only,
  routine.proretset as returns_set,
  result.oid = 'pg_catalog.void'::regtype as returns_nothing,
  coalesce(
    result.typtype = 'c'
      or result.oid = 'pg_catalog.record'::regtype
      or routine.proargmodes && '{o,b,t}'::"char"[],
    false) as returns_rows,
  coalesce(taken.names, '{}') as names,
  coalesce(taken.types, '{}') as types,
  routine.pronargs - routine.pronargdefaults as required
from pg_catalog.pg_proc routine
join pg_catalog.pg_namespace space on space.oid = routine.pronamespace
join pg_catalog.pg_type result on result.oid = routine.prorettype
cross join lateral (
  select
    array_agg(coalesce(routine.proargnames[place], '') order by place) as names,
    array_agg(pg_catalog.format_type(type, null) order by place) as types
  from unnest(
    -- An oidvector counts from 0, the other arrays from 1.
    coalesce(
      routine.proallargtypes, string_to_array(routine.proargtypes::text, ' ')::oid[])
  ) with ordinality as argument (type, place)
  where coalesce(routine.proargmodes[place], 'i') in ('i', 'b', 'v')
) taken
where routine.prokind = 'f'
  and result.oid <> 'pg_catalog.trigger'::regtype
  and not '' = any (coalesce(taken.names, '{}'))
  and space.nspname = any (?)
order by space.nspname, routine.proname, routine.oid
