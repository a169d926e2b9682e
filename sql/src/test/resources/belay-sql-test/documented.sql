-- Every RPC as the page about the schema writes it down.
select
  p.proname
    || '('
    || coalesce(array_to_string(p.proargnames[1:p.pronargs], ', '), '')
    || ')'
    || case
      when p.proretset then ' → rows'
      when p.prorettype = 'void'::regtype then ''
      else ' → ' || format_type(p.prorettype, null)
    end
from pg_proc p
where obj_description(p.oid, 'pg_proc') like 'Belay RPC%'
