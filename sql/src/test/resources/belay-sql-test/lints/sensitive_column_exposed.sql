-- A column within the reach of the Data API that sounds as if it held a secret.
select a.attrelid::regclass || '.' || a.attname
from pg_attribute a
join pg_class c on c.oid = a.attrelid
where c.relnamespace = 'public'::regnamespace
  and c.relkind in ('r', 'p', 'v', 'm')
  and a.attname in ('api_key', 'secret', 'token', 'password', 'session_id', 'encrypted_key', 'private_key')
