-- Rules that look at what the session says of itself, and not at their arguments alone.

create function app.is_claimed(p_user_id uuid, p_id bigint) returns boolean language sql stable
  set search_path = pg_catalog, pg_temp
  as $$ select auth.uid() = p_user_id $$;
create function app.is_unclaimed(p_user_id uuid, p_id bigint) returns boolean language sql stable
  set search_path = pg_catalog, pg_temp
  as $$ select auth.uid() is null $$;
select belay.register_topic_kind('claimed', 'bigint', 'app.is_claimed', 'app.is_unclaimed');

-- Row-level security that binds the owner too: who asks for a user sees less than the user.
create table app.blocked (user_id uuid primary key);
alter table app.blocked enable row level security;
alter table app.blocked force row level security;
create policy own on app.blocked using (user_id = (select auth.uid()));
create function app.is_blocked(p_user_id uuid, p_id bigint) returns boolean language sql stable
  set search_path = pg_catalog, pg_temp
  as $$ select exists (select from app.blocked b where b.user_id = p_user_id) $$;
create function app.is_not_blocked(p_user_id uuid, p_id bigint) returns boolean language sql stable
  set search_path = pg_catalog, pg_temp
  as $$ select not exists (select from app.blocked b where b.user_id = p_user_id) $$;
select belay.register_topic_kind('guarded', 'bigint', 'app.is_blocked', 'app.is_not_blocked');

-- Settings that a driver brings along.
create function app.is_midnight(p_user_id uuid, p_id bigint) returns boolean language sql stable
  set search_path = pg_catalog, pg_temp
  as $$ select date_part('hour', timestamptz '2026-01-01 00:00:00+00') = 0 $$;
create function app.is_iso(p_user_id uuid, p_id bigint) returns boolean language sql stable
  set search_path = pg_catalog, pg_temp
  as $$ select date '2026-02-01'::text = '2026-02-01' $$;
select belay.register_topic_kind('hour', 'bigint', 'app.is_midnight', 'app.is_iso');
