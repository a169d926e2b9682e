-- What the host adds later.
alter table public.trips add column seats integer not null default 1;
