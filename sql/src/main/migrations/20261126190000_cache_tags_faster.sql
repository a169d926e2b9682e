-- Versions of tags are asked for by every strict read of a cache, so what these functions cost counts. Those that were
-- there answer as before; capture_cache_tags is new, and what a cache asks with. What made them slow was not the work but the machinery around it: a plan made anew at each call, since the one
-- for any number of tags looked dearer than the one for these; checks of the table, whose expressions the server reads
-- from their text at each statement; the true randomness of a UUID; aggregates over the elements of an array.

-- What these checks refuse, belay.checked_cache_tags refuses, through which all rows come.
alter table belay.cache_tag_versions
  drop constraint if exists cache_tag_versions_tag_check,
  drop constraint if exists cache_tag_versions_version_check;

-- The tags, each once, in the order of their bytes, or a refusal. Tags that come in this order and need no escape in
-- JSON, as the library sends them, are told apart by text alone: the text of a jsonb has one form, in which ", " between
-- two tags cannot be part of a tag, since a tag has no spaces.
create or replace function belay.checked_cache_tags(p_tags jsonb)
returns text[]
language plpgsql
immutable
set search_path = pg_catalog, pg_temp
as $$
declare
  listed constant text := p_tags::text;
  tags text[];
  tag text;
  previous text := '';
  as_sent boolean := false;
  all_good boolean;
begin
  -- The length comes first: a pattern's time is the caller's to spend otherwise.
  if octet_length(listed) <= 132002 and listed ~ '^\["[!#-\[\]-~]+(", "[!#-\[\]-~]+)*"\]$' then
    tags := string_to_array(substr(listed, 3, length(listed) - 4), '", "');
    as_sent := cardinality(tags) <= 1000;
    foreach tag in array tags loop
      if octet_length(tag) > 128 or tag collate "C" <= previous then
        as_sent := false;
        exit;
      end if;
      previous := tag;
    end loop;
  end if;
  if as_sent then
    return tags;
  end if;

  if p_tags is null or jsonb_typeof(p_tags) <> 'array' or jsonb_array_length(p_tags) not between 1 and 1000 then
    raise exception 'belay: tags must be a JSON array of 1 to 1000 tags' using errcode = '22023';
  end if;
  select
    array_agg(distinct element.tag collate "C" order by element.tag collate "C"),
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
-- In a transaction that has written, each life is 0: see 20261126120000_cache_tags_in_transactions.sql.
-- Over each life lies what no row can know of itself. The start of the server differs after a restore of any kind, and
-- after a change to another server; the file of the table differs after a truncation and where the table was made anew.
-- They are asked for in the statement that reads the table, which keeps a truncation out until it has ended: one between
-- the two would show an empty table and the old file.
-- The join can only be a nested loop, from tag to row: no plan reads the table whole, and the tags keep their order.
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
set plan_cache_mode = force_generic_plan
as $$
begin
  perform belay.require_service_role();

  return query
    select
      wanted.tag,
      coalesce(known.version, 0),
      case
        when pg_current_xact_id_if_assigned() is null then
          1 + (
            (
              coalesce(known.life, (select l.life from belay.cache_tag_life l))
                # hash_record_extended(
                  row(pg_postmaster_start_time(), pg_relation_filenode('belay.cache_tag_versions'::regclass)), 0
                )
            ) & 9007199254740990
          )
        else 0
      end
    from unnest(belay.checked_cache_tags(p_tags)) as wanted (tag)
    left join lateral (
      select v.version, v.life
      from belay.cache_tag_versions v
      where v.tag = wanted.tag collate "C"
      offset 0
    ) as known on true;
end
$$;

comment on function public.get_cache_tag_versions(jsonb) is
  'Belay RPC for service_role. Reads the versions of cache tags. Runbook: Cache Tags.';
revoke all on function public.get_cache_tag_versions(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.get_cache_tag_versions(jsonb) to service_role;

select belay.require_free_names('capture_cache_tags');

-- The same versions and lives for a cache: of tags with one space between two of them, and in any order.
-- Mostly each tag has a row. Where as many are found as were asked for, each of them is a tag and none came twice, so
-- that nothing is left to check. Only what has no row is looked for in the other way, in the same snapshot.
create or replace function public.capture_cache_tags(p_tags text)
returns table (
  tag text,
  version bigint,
  life bigint
)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  tags constant text[] := string_to_array(p_tags, ' ');
  captured bigint;
begin
  perform belay.require_service_role();

  return query
    select
      v.tag,
      v.version,
      case
        when pg_current_xact_id_if_assigned() is null then
          1 + (
            (
              v.life
                # hash_record_extended(
                  row(pg_postmaster_start_time(), pg_relation_filenode('belay.cache_tag_versions'::regclass)), 0
                )
            ) & 9007199254740990
          )
        else 0
      end
    from belay.cache_tag_versions v
    where v.tag = any (tags);
  get diagnostics captured = row_count;

  if captured is distinct from cardinality(tags) or captured not between 1 and 1000 then
    return query
      select missing.tag, missing.version, missing.life
      from public.get_cache_tag_versions(to_jsonb(tags)) as missing
      where missing.version = 0;
  end if;
end
$$;

comment on function public.capture_cache_tags(text) is
  'Belay RPC for service_role. Reads the versions of cache tags to cache something under. Runbook: Cache Tags.';
revoke all on function public.capture_cache_tags(text) from public, anon, authenticated, service_role;
grant execute on function public.capture_cache_tags(text) to service_role;

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
  -- A transaction's number is not given twice, but for one that a crash took back before it was on disk, and that one
  -- ran at another time. 53 bits, which every reader of JSON can hold.
  new_life := 1 + (hash_record_extended(row(pg_current_xact_id(), clock_timestamp()), 0) & 9007199254740990);
  if p_notify then
    -- The server takes less than 8000 bytes.
    perform pg_notify('belay_cache_tags', case when octet_length(p_tags::text) < 7900 then p_tags::text else '*' end);
  end if;

  -- Locked in the order of the array, so that two bumps with the same tags wait for each other instead of deadlocking.
  return query
    insert into belay.cache_tag_versions as v (tag, version, life, bumped_at)
    select wanted.tag, 1, new_life, clock_timestamp()
    from unnest(tags) as wanted (tag)
    on conflict on constraint cache_tag_versions_pkey do update
    set
      version = v.version + 1,
      bumped_at = excluded.bumped_at
    returning
      v.tag,
      v.version,
      1 + (
        (
          v.life
            # hash_record_extended(
              row(pg_postmaster_start_time(), pg_relation_filenode('belay.cache_tag_versions'::regclass)), 0
            )
        ) & 9007199254740990
      );
end
$$;

comment on function public.bump_cache_tags(jsonb, boolean) is
  'Belay RPC for service_role. Bumps cache tags, all or none. Runbook: Cache Tags.';
revoke all on function public.bump_cache_tags(jsonb, boolean) from public, anon, authenticated, service_role;
grant execute on function public.bump_cache_tags(jsonb, boolean) to service_role;

revoke all on all functions in schema belay from public;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126190000' $$;
