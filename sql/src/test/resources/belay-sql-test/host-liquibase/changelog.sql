--liquibase formatted sql

--changeset host:1
create table public.trips (id bigint generated always as identity primary key, name text not null);
insert into public.trips (name) values ('Lisbon');

--changeset host:2 contextFilter:later
alter table public.trips add column seats integer not null default 1;
