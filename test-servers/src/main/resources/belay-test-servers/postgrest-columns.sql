-- The columns of the tables and views of the exposed schemas, with their types.
select
  space.nspname as schema,
  relation.relname as name,
  array_agg(attribute.attname::text order by attribute.attnum) as names,
  array_agg(pg_catalog.format_type(attribute.atttypid, attribute.atttypmod)
    order by attribute.attnum) as types
from pg_catalog.pg_class relation
join pg_catalog.pg_namespace space on space.oid = relation.relnamespace
join pg_catalog.pg_attribute attribute
  on attribute.attrelid = relation.oid and attribute.attnum > 0 and not attribute.attisdropped
where relation.relkind in ('r', 'v', 'm', 'f', 'p')
  and space.nspname = any (?)
group by space.nspname, relation.relname
