-- A table within the reach of the Data API without row-level security.
select c.oid::regclass::text
from pg_class c
where c.relnamespace = 'public'::regnamespace
  and c.relkind in ('r', 'p')
  and not c.relrowsecurity
