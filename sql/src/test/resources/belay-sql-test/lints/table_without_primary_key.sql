-- Replication and every row editor want one.
select c.oid::regclass::text
from pg_class c
where c.relnamespace in ('public'::regnamespace, 'belay'::regnamespace)
  and c.relkind in ('r', 'p')
  and not exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary)
