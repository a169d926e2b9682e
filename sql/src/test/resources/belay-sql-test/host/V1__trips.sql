-- A host's own migration.
create table public.trips (id bigint generated always as identity primary key, name text not null);
insert into public.trips (name) values ('Lisbon');
