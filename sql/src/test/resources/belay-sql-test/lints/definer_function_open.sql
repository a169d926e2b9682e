-- A function with its owner's rights that the roles of requests, or everybody, may execute. One is for policies: it lies
-- in a schema where those roles can name nothing, and takes its user from them.
select p.oid::regprocedure::text || ' by ' || r.rolname
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
cross join pg_roles r
where p.prosecdef
  and n.nspname in ('public', 'belay')
  and r.rolname in ('anon', 'authenticated')
  and has_function_privilege(r.oid, p.oid, 'execute')
  and (
    p.oid::regprocedure::text <> 'belay.usable_topic(uuid,text,text)'
    or r.rolname = 'anon'
    or has_schema_privilege(r.oid, n.oid, 'usage')
  )
union all
select p.oid::regprocedure::text || ' by everybody'
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
where n.nspname in ('public', 'belay')
  and a.grantee = 0
  and (p.prosecdef or n.nspname = 'belay')
