-- What the contract of RpcClient calls. Nothing of Belay's schema is needed but the role service_role.

create function public.contract_text(p_value text) returns text language sql as 'select p_value';
create function public.contract_uuid(p_value uuid) returns uuid language sql as 'select p_value';
create function public.contract_boolean(p_value boolean) returns boolean language sql as 'select p_value';
create function public.contract_integer(p_value integer) returns integer language sql as 'select p_value';
create function public.contract_bigint(p_value bigint) returns bigint language sql as 'select p_value';
create function public.contract_instant(p_value timestamptz) returns timestamptz language sql as 'select p_value';
create function public.contract_json(p_value jsonb) returns text language sql as $$ select p_value ->> 'text' $$;
create function public.contract_length(p_value text) returns integer language sql as 'select octet_length(p_value)';
create function public.contract_default(p_value text default 'fallback') returns text language sql as 'select p_value';
create function public.contract_reserved("limit" integer, "user" text) returns text
  language sql as $$ select "limit" || "user" $$;

create table public.contract_notes (note text not null unique check (note <> 'forbidden'));
create function public.contract_note(p_note text) returns void
  language sql security definer as 'insert into public.contract_notes values (p_note)';
create function public.contract_count(p_note text) returns bigint
  language sql security definer as 'select count(*) from public.contract_notes where note = p_note';

create function public.contract_rows(p_count integer)
  returns table (position integer, big bigint, label text, id uuid, even boolean, at timestamptz, nothing text)
  language sql
  as $$
    select
      n, 5000000000 + n, 'row ' || n, '00000000-0000-4000-8000-000000000001'::uuid, n % 2 = 0,
      '2026-01-02 03:04:05.678901+00'::timestamptz, null::text
    from generate_series(1, p_count) n
  $$;

create function public.contract_raise(p_state text, p_message text) returns void
  language plpgsql
  as $$ begin raise exception using errcode = p_state, message = p_message, detail = 'belay: detail', hint = p_message; end $$;

-- Not granted to anybody.
create function public.contract_locked() returns text language sql as $$ select 'never' $$;

do $$
declare
  signature regprocedure;
begin
  for signature in select p.oid::regprocedure from pg_proc p where p.proname like 'contract\_%'
  loop
    execute format('revoke all on function %s from public', signature);
    if signature <> 'public.contract_locked()'::regprocedure then
      execute format('grant execute on function %s to service_role', signature);
    end if;
  end loop;
end
$$;

notify pgrst, 'reload schema';
