-- Such a column stops pg_upgrade.
select a.attrelid::regclass || '.' || a.attname
from pg_attribute a
join pg_class c on c.oid = a.attrelid
where c.relnamespace in ('public'::regnamespace, 'belay'::regnamespace)
  and a.atttypid in (
    'regproc'::regtype, 'regprocedure'::regtype, 'regoper'::regtype, 'regoperator'::regtype, 'regconfig'::regtype,
    'regdictionary'::regtype, 'regnamespace'::regtype, 'regcollation'::regtype
  )
