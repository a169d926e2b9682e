-- What a user has looked for, talked about and uploaded.

create table public.search_destinations (
  id bigint generated always as identity primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  query jsonb not null,
  results jsonb not null default '[]',
  created_at timestamptz not null default now()
);

create table public.search_flights (like public.search_destinations including all);
create table public.search_hotels (like public.search_destinations including all);
create table public.search_activities (like public.search_destinations including all);

-- `like` copies no foreign key.
alter table public.search_flights
  add foreign key (user_id) references auth.users (id) on delete cascade;
alter table public.search_hotels
  add foreign key (user_id) references auth.users (id) on delete cascade;
alter table public.search_activities
  add foreign key (user_id) references auth.users (id) on delete cascade;

create table public.chat_sessions (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  trip_id bigint references public.trips (id) on delete set null,
  created_at timestamptz not null default now()
);

create table public.chat_messages (
  id bigint generated always as identity primary key,
  session_id uuid not null references public.chat_sessions (id) on delete cascade,
  role text not null check (role in ('user', 'assistant', 'system')),
  content text not null,
  created_at timestamptz not null default now()
);

create table public.file_attachments (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  trip_id bigint references public.trips (id) on delete set null,
  file_name text not null,
  upload_status text not null default 'uploading' check (upload_status in ('uploading', 'completed', 'failed')),
  created_at timestamptz not null default now()
);

create index search_destinations_user_id on public.search_destinations (user_id);
create index search_flights_user_id on public.search_flights (user_id);
create index search_hotels_user_id on public.search_hotels (user_id);
create index search_activities_user_id on public.search_activities (user_id);
create index chat_sessions_user_id on public.chat_sessions (user_id);
create index chat_sessions_trip_id on public.chat_sessions (trip_id);
create index chat_messages_session_id on public.chat_messages (session_id);
create index file_attachments_user_id on public.file_attachments (user_id);
create index file_attachments_trip_id on public.file_attachments (trip_id);
