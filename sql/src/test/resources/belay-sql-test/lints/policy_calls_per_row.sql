-- A policy that asks who the user is for every row instead of once: not wrapped in a select.
select p.polrelid::regclass || '.' || p.polname
from pg_policy p
cross join lateral (
  select coalesce(pg_get_expr(p.polqual, p.polrelid), '') || ' ' || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '')
) as e (expression)
where p.polrelid::regclass::text not like 'realtime.%'
  and regexp_replace(e.expression, 'SELECT (auth\.(uid|jwt|role|email)|current_setting)', '', 'g')
    ~ '(auth\.(uid|jwt|role|email)\(|current_setting)'
