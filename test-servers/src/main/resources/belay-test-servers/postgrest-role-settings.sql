-- What `alter role ... set` says of the roles that a request can have, as far as they may set it.
select role.rolname as role, setting.name as name, entry.value as value
from pg_catalog.pg_roles role
cross join lateral unnest(role.rolconfig) as config (text)
cross join lateral (
  select
    split_part(config.text, '=', 1) as name,
    substr(config.text, strpos(config.text, '=') + 1) as value
) entry
join pg_catalog.pg_settings setting on setting.name = entry.name and setting.context = 'user'
where pg_catalog.pg_has_role(current_user, role.oid, 'member')
