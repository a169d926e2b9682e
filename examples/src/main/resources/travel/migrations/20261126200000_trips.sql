-- Trips, who shares them, and what is planned on them.

create table public.trips (
  id bigint generated always as identity primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  title text not null check (title <> ''),
  destination text,
  starts_on date,
  ends_on date check (ends_on >= starts_on),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table public.trip_collaborators (
  id bigint generated always as identity primary key,
  trip_id bigint not null references public.trips (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  role text not null default 'viewer' check (role in ('viewer', 'editor', 'admin')),
  created_at timestamptz not null default now(),
  unique (trip_id, user_id)
);

create table public.flights (
  id bigint generated always as identity primary key,
  trip_id bigint not null references public.trips (id) on delete cascade,
  origin text not null,
  destination text not null,
  departs_at timestamptz,
  price numeric(12, 2),
  created_at timestamptz not null default now()
);

create table public.accommodations (
  id bigint generated always as identity primary key,
  trip_id bigint not null references public.trips (id) on delete cascade,
  name text not null,
  check_in date,
  check_out date check (check_out >= check_in),
  created_at timestamptz not null default now()
);

-- Foreign keys have no index of their own.
create index trips_user_id on public.trips (user_id);
create index trip_collaborators_user_id on public.trip_collaborators (user_id);
create index flights_trip_id on public.flights (trip_id);
create index accommodations_trip_id on public.accommodations (trip_id);
