-- A transaction that has written sees its own bumps before their commit. What is cached under such a version outlives a
-- rollback, and the next bump makes the same version in the same life. So within one, no life is shown, and nothing is
-- cached under a version without a life.

-- The versions of tags, each tag once, in the order of their bytes. A tag that was never bumped is at version 0.
-- In a transaction that has written, each life is 0: see above.
-- Over each life lies what no row can know of itself. The start of the server differs after a restore of any kind, and
-- after a change to another server; the file of the table differs after a truncation and where the table was made anew.
-- They are asked for in the statement that reads the table, which keeps a truncation out until it has ended: one between
-- the two would show an empty table and the old file.
create or replace function public.get_cache_tag_versions(p_tags jsonb)
returns table (
  tag text,
  version bigint,
  life bigint
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();

  return query
    select
      wanted.tag,
      coalesce(v.version, 0),
      case
        when pg_current_xact_id_if_assigned() is null then
          1 + (
            (
              coalesce(v.life, (select l.life from belay.cache_tag_life l))
                # (
                  select hash_record_extended(
                    row(pg_postmaster_start_time(), pg_relation_filenode('belay.cache_tag_versions'::regclass)), 0
                  )
                )
            ) & 9007199254740990
          )
        else 0
      end
    from unnest(belay.checked_cache_tags(p_tags)) as wanted (tag)
    left join belay.cache_tag_versions v on v.tag = wanted.tag collate "C"
    order by wanted.tag collate "C";
end
$$;

comment on function public.get_cache_tag_versions(jsonb) is
  'Belay RPC for service_role. Reads the versions of cache tags. Runbook: Cache Tags.';
revoke all on function public.get_cache_tag_versions(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.get_cache_tag_versions(jsonb) to service_role;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126120000' $$;
