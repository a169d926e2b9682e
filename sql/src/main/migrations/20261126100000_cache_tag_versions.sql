-- The versions of cache tags. Whoever bumps a tag makes every cached value void that was stored under an older version.
--
-- A version alone is not enough: a counter that is lost (a table truncated, restored or trimmed) begins at 0 again, and
-- would bring back what was stored under the same number before. So each version is read with its life, a number that
-- no earlier life of the counter had, and a cached value is good only under the very version and life it was stored
-- under.

-- One row per tag that was ever bumped. Updates touch no index, so they stay in their page.
create table if not exists belay.cache_tag_versions (
  tag text collate "C" primary key check (
    pg_catalog.octet_length(tag) <= 128 and tag operator(pg_catalog.~) '^[!-~]+$'
  ),
  version bigint not null check (version > 0),
  life bigint not null,
  bumped_at timestamptz not null
)
with (fillfactor = 70);

comment on table belay.cache_tag_versions is
  'Versions of cache tags. A tag without a row is at version 0. Any row may be deleted: see belay.cache_tag_life.';
comment on column belay.cache_tag_versions.life is 'Drawn at random when the row is made; those made together share it.';

-- One row: what the tags without a row have in common.
create table if not exists belay.cache_tag_life (
  only_row boolean primary key default true check (only_row),
  life bigint not null
);

comment on table belay.cache_tag_life is
  'The life of tags at version 0. Renewed by a trigger whenever a row of belay.cache_tag_versions is deleted.';

-- 53 bits, which every reader of JSON can hold. Not random(), since a caller may have set its seed.
create or replace function belay.new_cache_tag_life()
returns bigint
language sql
volatile
set search_path = pg_catalog, pg_temp
as $$
  select 1 + (hashtextextended(gen_random_uuid()::text, 0) & 9007199254740990)
$$;

insert into belay.cache_tag_life (life)
values (belay.new_cache_tag_life())
on conflict (only_row) do nothing;

-- A deleted tag is at version 0 again, where it has been before it was first bumped.
create or replace function belay.renew_cache_tag_life()
returns trigger
language plpgsql
volatile
set search_path = pg_catalog, pg_temp
as $$
begin
  update belay.cache_tag_life l
  set life = belay.new_cache_tag_life();
  return null;
end
$$;

create or replace trigger cache_tag_versions_renew_life
  after delete on belay.cache_tag_versions
  for each statement
  execute function belay.renew_cache_tag_life();

-- The tags, each once, or a refusal. The length comes first: a pattern's time is the caller's to spend otherwise.
create or replace function belay.checked_cache_tags(p_tags jsonb)
returns text[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  tags text[];
  all_good boolean;
begin
  if p_tags is null or jsonb_typeof(p_tags) <> 'array' or jsonb_array_length(p_tags) not between 1 and 1000 then
    raise exception 'belay: tags must be a JSON array of 1 to 1000 tags' using errcode = '22023';
  end if;
  select
    array_agg(distinct element.tag),
    bool_and(
      case
        when jsonb_typeof(element.value) <> 'string' or octet_length(element.tag) > 128 then false
        else element.tag collate "C" ~ '^[!-~]+$'
      end
    )
  into tags, all_good
  from (
    select each.value, each.value #>> '{}' as tag from jsonb_array_elements(p_tags) as each (value)
  ) as element;
  if not all_good then
    raise exception 'belay: a tag must be 1 to 128 visible ASCII characters' using errcode = '22023';
  end if;
  return tags;
end
$$;

-- The versions of tags, each tag once, in the order of their bytes. A tag that was never bumped is at version 0.
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
    from unnest(belay.checked_cache_tags(p_tags)) as wanted (tag)
    left join belay.cache_tag_versions v on v.tag = wanted.tag collate "C"
    order by wanted.tag collate "C";
end
$$;

comment on function public.get_cache_tag_versions(jsonb) is
  'Belay RPC for service_role. Reads the versions of cache tags. Runbook: Cache Tags.';
revoke all on function public.get_cache_tag_versions(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.get_cache_tag_versions(jsonb) to service_role;

-- Bumps tags, all or none, and returns their new versions. In a longer transaction the new versions are seen by others
-- at its commit, and another bump of the same tags waits for it: so bump last, and all tags at once. With p_notify
-- those who listen on channel belay_cache_tags are told the tags at the commit, or '*' where they are too many.
create or replace function public.bump_cache_tags(p_tags jsonb, p_notify boolean default false)
returns table (
  tag text,
  version bigint,
  life bigint
)
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  tags text[];
  new_life bigint;
begin
  perform belay.require_service_role();
  tags := belay.checked_cache_tags(p_tags);
  new_life := belay.new_cache_tag_life();
  if p_notify then
    -- The server takes less than 8000 bytes.
    perform pg_notify('belay_cache_tags', case when octet_length(p_tags::text) < 7900 then p_tags::text else '*' end);
  end if;

  -- Locked in one order, so that two bumps with the same tags wait for each other instead of deadlocking.
  return query
    with bumped as (
      insert into belay.cache_tag_versions as v (tag, version, life, bumped_at)
      select wanted.tag, 1, new_life, clock_timestamp()
      from unnest(tags) as wanted (tag)
      order by wanted.tag collate "C"
      on conflict on constraint cache_tag_versions_pkey do update
      set
        version = v.version + 1,
        bumped_at = excluded.bumped_at
      returning v.tag, v.version, v.life
    )
    select
      b.tag,
      b.version,
      1 + (
        (
          b.life
            # (
              select hash_record_extended(
                row(pg_postmaster_start_time(), pg_relation_filenode('belay.cache_tag_versions'::regclass)), 0
              )
            )
        ) & 9007199254740990
      )
    from bumped b
    order by b.tag;
end
$$;

comment on function public.bump_cache_tags(jsonb, boolean) is
  'Belay RPC for service_role. Bumps cache tags, all or none. Runbook: Cache Tags.';
revoke all on function public.bump_cache_tags(jsonb, boolean) from public, anon, authenticated, service_role;
grant execute on function public.bump_cache_tags(jsonb, boolean) to service_role;

-- Removes tags that were last bumped before the given moment, at most p_limit of them, and returns how many. Always
-- safe: what was stored under a removed tag is void, and so is what was stored under any tag at version 0. A tag that
-- is being bumped is passed over.
create or replace function public.trim_cache_tag_versions(p_before timestamptz, p_limit integer default 10000)
returns integer
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  trimmed integer;
begin
  perform belay.require_service_role();
  if p_before is null or not isfinite(p_before) or p_before > now() then
    raise exception 'belay: the moment to trim before must be finite and not in the future' using errcode = '22023';
  end if;
  if p_limit is null or p_limit not between 1 and 100000 then
    raise exception 'belay: limit must be 1 to 100000' using errcode = '22023';
  end if;

  delete from belay.cache_tag_versions v
  where v.tag = any (
    array(
      select old.tag
      from belay.cache_tag_versions old
      where old.bumped_at < p_before
      order by old.tag
      limit p_limit
      for update skip locked
    )
  );
  get diagnostics trimmed = row_count;
  return trimmed;
end
$$;

comment on function public.trim_cache_tag_versions(timestamptz, integer) is
  'Belay RPC for service_role. Removes cache tags that were not bumped for long. Runbook: Cache Tags.';
revoke all on function public.trim_cache_tag_versions(timestamptz, integer) from public, anon, authenticated, service_role;
grant execute on function public.trim_cache_tag_versions(timestamptz, integer) to service_role;

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126100000' $$;
