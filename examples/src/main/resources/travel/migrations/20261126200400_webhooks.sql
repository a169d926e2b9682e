-- Which changes are told to which of the application's webhooks (runbook: "Webhook Types"). Their addresses are given
-- to the dispatcher or stored with `belay webhooks setup`.

select belay.watch_table('public.trip_collaborators', 'trips');
select belay.watch_table('public.file_attachments', 'files', array['INSERT', 'UPDATE']);

-- Which rows changed is all that the cache needs to know: a message or a search result never leaves the database.
do $$
declare
  cached_table text;
begin
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);
  foreach cached_table in array array[
    'trips', 'flights', 'accommodations', 'search_destinations', 'search_flights', 'search_hotels',
    'search_activities', 'chat_messages', 'chat_sessions'
  ]
  loop
    perform belay.watch_table(
      ('public.' || cached_table)::regclass,
      'cache',
      array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'],
      '{"keys_only": true}'
    );
  end loop;
end
$$;
