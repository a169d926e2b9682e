-- A foreign key that makes each delete of the other table read this whole one.
select c.conrelid::regclass || '.' || c.conname
from pg_constraint c
join pg_namespace n on n.oid = c.connamespace
where c.contype = 'f'
  and n.nspname in ('public', 'belay')
  and not exists (
    select
    from pg_index i
    where i.indrelid = c.conrelid
      and i.indpred is null
      and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey
  )
