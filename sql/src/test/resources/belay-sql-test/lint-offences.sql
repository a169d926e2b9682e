-- One offence at least for every lint, so that a lint which never finds anything is noticed.
create function public.offence() returns void language plpgsql security definer
  as $$ begin raise exception using errcode = '40001'; end $$;
comment on function public.offence() is 'Belay RPC that offends.';
create function public.offence(p int) returns void language sql as 'select';

create table public.offences (
  user_id uuid,
  token text,
  kind regproc
);
alter table public.offences add foreign key (user_id) references auth.users (id) not valid;
create index offences_a on public.offences (token);
create index offences_b on public.offences (token);
create policy offence_a on public.offences using (auth.uid() = user_id);
create policy offence_b on public.offences for insert with check (true);

create table public.silent_offence (id int primary key);
alter table public.silent_offence enable row level security;

create view public.offending_view as select * from public.offences;
create extension if not exists citext with schema public;
