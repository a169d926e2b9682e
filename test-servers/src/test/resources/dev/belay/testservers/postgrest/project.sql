-- What the tests of PostgREST call. The project hands new objects to the roles of requests.

-- Who asks, and what PostgREST tells the database about it.

create function public.whoami() returns text language sql stable as $$
  select concat_ws(' ', current_setting('role'), auth.uid())
$$;

create function public.session() returns json language sql stable as $$
  select json_build_object(
    'user', current_user,
    'login', session_user,
    'search_path', current_setting('search_path'),
    'statement_timeout', current_setting('statement_timeout'),
    'read_only', current_setting('transaction_read_only'),
    'method', current_setting('request.method', true),
    'path', current_setting('request.path', true),
    'claims', current_setting('request.jwt.claims', true)::json,
    'cookies', current_setting('request.cookies', true)::json)
$$;

create function public.session_for_writing() returns json language sql volatile as $$
  select public.session()
$$;

create function public.header(p_name text) returns text language sql stable as $$
  select current_setting('request.headers')::json ->> p_name
$$;

-- One function for each shape of a result.

create function public.echo(p_text text) returns text language sql as 'select p_text';
create function public.echo_uuid(p_id uuid) returns uuid language sql as 'select p_id';
create function public.echo_json(p_value jsonb) returns jsonb language sql as 'select p_value';
create function public.echo_list(p_values text[]) returns text[] language sql as 'select p_values';
create function public.a_number() returns integer language sql as 'select 3';
create function public.a_numeric() returns numeric language sql as 'select 1.10';
create function public.a_boolean() returns boolean language sql as 'select true';
create function public.a_moment() returns timestamptz language sql stable as $$
  select timestamptz '2026-01-02 03:04:05.678901+00'
$$;
create function public.nothing() returns void language sql as '';
create function public.texts(p_count integer) returns setof text language sql stable as $$
  select 't' || i from generate_series(1, p_count) i
$$;
create function public.pairs(p_count integer)
returns table (id integer, at timestamptz) language sql stable as $$
  select i, timestamptz '2026-01-02 03:04:05+00' from generate_series(1, p_count) i
$$;
create type public.pair as (id integer, name text);
create function public.one_pair() returns public.pair language sql as $$
  select row (1, 'a')::public.pair
$$;
create function public.no_pair() returns public.pair language sql as 'select null::public.pair';
create function public.two_out(out a integer, out b text) language sql as $$ select 1, 'b' $$;
create function public.one_out(out a integer) language sql as 'select 1';

-- Which function is meant.

create function public.with_default(p_a text, p_b text default 'b') returns text
language sql as 'select p_a || p_b';
create function public.overloaded(p_a integer) returns text language sql as $$ select 'integer' $$;
create function public.overloaded(p_a text) returns text language sql as $$ select 'text' $$;
create function public.overloaded_by_name(p_a integer) returns text language sql as $$ select 'a' $$;
create function public.overloaded_by_name(p_b text) returns text language sql as $$ select 'b' $$;

create schema hidden;
grant usage on schema hidden to anon, authenticated, service_role;
create function hidden.echo(p_text text) returns text language sql as 'select p_text';
create schema second;
grant usage on schema second to anon, authenticated, service_role;
create function second.echo(p_text text) returns text language sql as $$ select 'second ' || p_text $$;

-- What goes wrong.

create function public.fail(p_state text) returns void language plpgsql as $$
begin
  raise exception 'refused' using errcode = p_state, detail = 'a detail', hint = 'a hint';
end
$$;
create function public.fail_plainly() returns void language plpgsql as $$
begin
  raise exception 'refused';
end
$$;
create function public.fail_in_full(p_message text, p_detail text) returns void
language plpgsql as $$
begin
  raise sqlstate 'PGRST' using message = p_message, detail = p_detail;
end
$$;
create function public.answer(p_status text, p_headers text) returns text language sql as $$
  select set_config('response.status', p_status, true), set_config('response.headers', p_headers, true);
  select 'done'
$$;
create function public.for_the_service() returns text language sql as $$ select 'served' $$;
revoke execute on function public.for_the_service() from public, anon, authenticated;

-- Writing.

create table public.entries (id integer primary key, body text);
create function public.write_entry(p_id integer) returns void language sql as $$
  insert into public.entries values (p_id)
$$;
-- Itself it may not write, but it may call what writes.
create function public.write_while_stable(p_id integer) returns void language sql stable as $$
  select public.write_entry(p_id)
$$;
create function public.write_and_fail(p_id integer) returns void language plpgsql as $$
begin
  insert into public.entries values (p_id);
  raise exception 'refused';
end
$$;
create function public.count_entries(p_id integer) returns bigint language sql stable as $$
  select count(*) from public.entries where id = p_id
$$;

-- Tables: one whose rows belong to users, one that requests may only read, one that they may not.

create table public.notes (
  id integer primary key,
  user_id uuid not null default auth.uid(),
  body text,
  created_at timestamptz not null default timestamptz '2026-01-02 03:04:05+00'
);
alter table public.notes enable row level security;
create policy own on public.notes to authenticated
  using (user_id = auth.uid()) with check (user_id = auth.uid());

create table public.readable (id integer primary key, body text);
revoke all on public.readable from anon, authenticated, service_role;
grant select on public.readable to anon, authenticated, service_role;
insert into public.readable values (1, 'one'), (2, 'two');

create table public.closed (id integer primary key);
revoke all on public.closed from anon, authenticated, service_role;
