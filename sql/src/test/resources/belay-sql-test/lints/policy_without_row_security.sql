-- A policy that does nothing because its table's row-level security is off.
select p.polrelid::regclass || '.' || p.polname
from pg_policy p
join pg_class c on c.oid = p.polrelid
where not c.relrowsecurity
