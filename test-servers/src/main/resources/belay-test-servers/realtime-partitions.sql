-- The daily partitions of realtime.messages from yesterday on: without the day's own one nothing
-- can be inserted. The real server makes them while it runs. A table with a default partition, such
-- as the one for plain PostgreSQL, needs none. Safe to repeat.
select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext('belay: partitions of realtime'));

do $$
declare
  day date;
  name text;
begin
  if not exists (
    select from pg_catalog.pg_partitioned_table
    where partrelid = 'realtime.messages'::regclass and partdefid = 0
  ) then
    return;
  end if;
  for day in select generate_series(current_date - 1, current_date + 3, '1 day') loop
    name := 'messages_' || to_char(day, 'YYYY_MM_DD');
    if to_regclass('realtime.' || name) is null then
      execute format(
        'create table realtime.%I partition of realtime.messages for values from (%L) to (%L)',
        name, day, day + 1);
      execute format('alter table realtime.%I owner to %s', name, (
        select relowner::regrole
        from pg_catalog.pg_class
        where oid = 'realtime.messages'::regclass));
    end if;
  end loop;
end
$$;
