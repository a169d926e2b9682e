-- What the tests of PostgREST call. The project hands new objects to the roles of requests.

create function public.whoami() returns text language sql stable as $$
  select concat_ws(' ', current_setting('role'), auth.uid())
$$;

create function public.echo(p_text text) returns text language sql as 'select p_text';

create function public.header(p_name text) returns text language sql stable as $$
  select current_setting('request.headers')::json ->> p_name
$$;
