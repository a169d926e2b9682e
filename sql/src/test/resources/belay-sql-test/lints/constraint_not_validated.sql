-- In a fresh database there is no old row that a rule could have to tolerate.
select c.conrelid::regclass || '.' || c.conname
from pg_constraint c
join pg_namespace n on n.oid = c.connamespace
where n.nspname in ('public', 'belay')
  and not c.convalidated
