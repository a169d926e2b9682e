-- Everything that the schema consists of, one line each.
with ours (oid, name) as (
  select oid, nspname from pg_namespace where nspname in ('public', 'belay', 'vault', 'auth')
),
lines (line) as (
  select format('schema %s %s', o.name, n.nspacl) from ours o join pg_namespace n using (oid)
  union all
  select format('relation %s.%s %s %s rls=%s/%s', o.name, c.relname, c.relkind, c.relacl, c.relrowsecurity, c.relforcerowsecurity)
  from pg_class c join ours o on o.oid = c.relnamespace
  union all
  select format('column %s.%s %s %s not null=%s default=%s', o.name, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
    pg_get_expr(d.adbin, d.adrelid))
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  join ours o on o.oid = c.relnamespace
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attnum > 0 and not a.attisdropped
  union all
  select format('constraint %s %s %s valid=%s', conrelid::regclass, conname, pg_get_constraintdef(c.oid), c.convalidated)
  from pg_constraint c join ours o on o.oid = c.connamespace
  union all
  select format('index %s', pg_get_indexdef(i.indexrelid))
  from pg_index i join pg_class c on c.oid = i.indexrelid join ours o on o.oid = c.relnamespace
  union all
  select format('trigger %s', pg_get_triggerdef(t.oid))
  from pg_trigger t join pg_class c on c.oid = t.tgrelid join ours o on o.oid = c.relnamespace
  where not t.tgisinternal
  union all
  select format('policy %s %s %s %s %s %s', polrelid::regclass, polname, polcmd, polroles::regrole[], pg_get_expr(polqual, polrelid),
    pg_get_expr(polwithcheck, polrelid))
  from pg_policy p join pg_class c on c.oid = p.polrelid join ours o on o.oid = c.relnamespace
  union all
  select format('function %s %s %s', pg_get_functiondef(p.oid), p.proacl, p.proowner::regrole)
  from pg_proc p join ours o on o.oid = p.pronamespace
  where p.prokind = 'f' and p.prolang not in (select oid from pg_language where lanname in ('c', 'internal'))
  union all
  select format('service %s', service) from belay.api_key_services
)
select line from lines order by line collate "C"
