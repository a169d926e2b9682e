-- A table that nobody but its owner can read, by oversight.
select c.oid::regclass::text
from pg_class c
where c.relnamespace in ('public'::regnamespace, 'belay'::regnamespace)
  and c.relrowsecurity
  and not exists (select from pg_policy p where p.polrelid = c.oid)
