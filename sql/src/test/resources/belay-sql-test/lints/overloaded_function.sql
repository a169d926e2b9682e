-- The Data API cannot tell two functions of one name apart.
select p.proname::text
from pg_proc p
where obj_description(p.oid, 'pg_proc') like 'Belay RPC%'
  and (select count(*) from pg_proc q where q.proname = p.proname and q.pronamespace = p.pronamespace) > 1
