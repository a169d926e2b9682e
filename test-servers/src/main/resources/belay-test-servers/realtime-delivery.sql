-- Tells the local Realtime of each message, in the order of the commits; the real server reads the
-- write-ahead log. Safe to repeat.
select pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext('belay: delivery of realtime'));

create schema if not exists realtime_stand_in;

create or replace function realtime_stand_in.announce() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform pg_notify('realtime_stand_in', new.id::text);
  return null;
end
$$;

do $$
begin
  if not exists (
    select from pg_catalog.pg_trigger
    where tgrelid = 'realtime.messages'::regclass and tgname = 'realtime_stand_in_announces'
  ) then
    create trigger realtime_stand_in_announces after insert on realtime.messages
      for each row execute function realtime_stand_in.announce();
  end if;
end
$$;
