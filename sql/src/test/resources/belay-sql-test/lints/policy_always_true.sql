-- A policy that lets everybody write.
select p.polrelid::regclass || '.' || p.polname
from pg_policy p
where p.polcmd in ('a', 'w', 'd', '*')
  and 'true' in (pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
