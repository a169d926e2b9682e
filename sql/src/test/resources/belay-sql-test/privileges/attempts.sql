-- A statement for every act on what is ours: the object and the act, and the SQL that tries it on no row.
with ours as (
  select oid
  from pg_namespace n
  where nspname in ('public', 'belay') or (nspname = 'vault' and obj_description(oid, 'pg_namespace') ~ 'Belay')
),
relations as (
  select
    c.oid,
    format('%I.%I', n.nspname, c.relname) as name,
    (
      select quote_ident(a.attname)
      from pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and a.attidentity = '' and not a.attisdropped
      order by a.attnum
      limit 1
    ) as column_name
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where c.relnamespace in (select oid from ours) and c.relkind in ('r', 'p', 'v')
)
select name || ' ' || act || '|' || statement
from relations
cross join lateral (
  values
    ('select', format('select %s from %s limit 0', column_name, name)),
    ('delete', format('delete from %s where false', name)),
    ('truncate', format('truncate %s', name))
) as attempt (act, statement)
union all
select name || '.' || a.attname || ' ' || act || '|' || statement
from relations
join pg_attribute a on a.attrelid = relations.oid and a.attnum > 0 and a.attidentity = '' and not a.attisdropped
cross join lateral (
  values
    ('insert', format('insert into %s (%I) select null where false', name, a.attname)),
    ('update', format('update %s set %I = null where false', name, a.attname))
) as attempt (act, statement)
union all
select
  case when obj_description(p.oid, 'pg_proc') like 'Belay RPC%' then 'RPC ' else '' end || p.oid::regprocedure || ' execute|'
    || format(
      'select %I.%I(%s)', n.nspname, p.proname,
      (select string_agg('null::' || format_type(t, null), ', ') from unnest(p.proargtypes) t)
    )
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
where p.pronamespace in (select oid from ours)
