-- A view within the reach of the Data API that passes by row-level security.
select c.oid::regclass::text
from pg_class c
where c.relnamespace = 'public'::regnamespace
  and c.relkind in ('v', 'm')
  and not coalesce(c.reloptions, '{}') && array['security_invoker=true', 'security_invoker=on']
