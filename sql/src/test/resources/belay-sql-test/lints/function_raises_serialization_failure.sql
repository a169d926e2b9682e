-- PostgREST before version 16 tries such a call again for ever.
select p.oid::regprocedure::text
from pg_proc p
where p.pronamespace in ('public'::regnamespace, 'belay'::regnamespace)
  and p.prosrc ~* '(40001|serialization_failure)'
