-- Every right that a role holds on what is ours, one line each: object, act. Writing is granted by column. The vault of the extension is
-- Supabase's own affair; the portable one is ours.
with ours as (
  select oid
  from pg_namespace n
  where nspname in ('public', 'belay') or (nspname = 'vault' and obj_description(oid, 'pg_namespace') ~ 'Belay')
),
wanted (role) as (select ?::text)
select format('%I.%I %s', n.nspname, c.relname, act)
from wanted, pg_class c
join pg_namespace n on n.oid = c.relnamespace
cross join unnest(array['select', 'delete', 'truncate', 'references', 'trigger']) act
where c.relnamespace in (select oid from ours)
  and c.relkind in ('r', 'p', 'v', 'm', 'f')
  and (has_table_privilege(wanted.role, c.oid, act)
    or (act in ('select', 'references') and has_any_column_privilege(wanted.role, c.oid, act)))
union all
select format('%I.%I.%I %s', n.nspname, c.relname, a.attname, act)
from wanted, pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
cross join unnest(array['insert', 'update']) act
where c.relnamespace in (select oid from ours)
  and c.relkind in ('r', 'p', 'v', 'm', 'f')
  and has_column_privilege(wanted.role, c.oid, a.attnum, act)
union all
select format('%I.%I %s', n.nspname, c.relname, act)
from wanted, pg_class c
join pg_namespace n on n.oid = c.relnamespace
cross join unnest(array['select', 'usage', 'update']) act
where c.relnamespace in (select oid from ours)
  and c.relkind = 'S'
  and has_sequence_privilege(wanted.role, c.oid, act)
union all
select
  case when obj_description(p.oid, 'pg_proc') like 'Belay RPC%' then 'RPC ' else '' end
    -- The file of what is allowed has a comma between its columns.
    || replace(p.oid::regprocedure::text, ',', ';')
    -- Without USAGE on the schema nobody can name the function; a policy that has it calls it.
    || case when has_schema_privilege(wanted.role, p.pronamespace, 'usage') then ' execute' else ' execute-in-policies' end
from wanted, pg_proc p
where p.pronamespace in (select oid from ours)
  and has_function_privilege(wanted.role, p.oid, 'execute')
union all
select format('schema %I %s', n.nspname, act)
from wanted, pg_namespace n
cross join unnest(array['usage', 'create']) act
where n.oid in (select oid from ours)
  and (n.nspname, act) <> ('public', 'usage')
  and has_schema_privilege(wanted.role, n.oid, act)
