-- A function of the API that does not ask for the claim before it does anything.
select p.oid::regprocedure::text
from pg_proc p
where obj_description(p.oid, 'pg_proc') like 'Belay RPC%'
  and p.prosrc !~ '^[^;]*begin\s+(--[^\n]*\n\s*)*(if current_setting\(''request\.jwt\.claims'', true\) <> '''' then\s+)?perform belay\.require_service_role\(\);'
  and p.prosrc !~ '^\s*declare.*?begin\s+(--[^\n]*\n\s*)*perform belay\.require_service_role\(\);'
