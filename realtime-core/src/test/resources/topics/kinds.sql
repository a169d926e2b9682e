-- Kinds of every id type, whose rules look for a grant.

create schema app;
create table app.grants (
  user_id uuid not null,
  kind text not null,
  id text not null,
  operation text not null,
  primary key (user_id, kind, id, operation)
);

create function app.has_grant(p_user_id uuid, p_kind text, p_id text, p_operation text)
returns boolean
language sql
stable
set search_path = pg_catalog, pg_temp
as $$
  select exists (
    select
    from app.grants g
    where g.user_id = p_user_id and g.kind = p_kind and g.id = p_id and g.operation = p_operation
  )
$$;

create function app.can_read_thing(p_user_id uuid, p_id uuid) returns boolean language sql stable
  set search_path = pg_catalog, pg_temp
  as $$ select app.has_grant(p_user_id, 'thing', p_id::text, 'read') $$;
create function app.can_write_thing(p_user_id uuid, p_id uuid) returns boolean language sql stable
  set search_path = pg_catalog, pg_temp
  as $$ select app.has_grant(p_user_id, 'thing', p_id::text, 'write') $$;
create function app.can_read_room(p_user_id uuid, p_id bigint) returns boolean language sql stable
  set search_path = pg_catalog, pg_temp
  as $$ select app.has_grant(p_user_id, 'room', p_id::text, 'read') $$;
create function app.can_write_room(p_user_id uuid, p_id bigint) returns boolean language sql stable
  set search_path = pg_catalog, pg_temp
  as $$ select app.has_grant(p_user_id, 'room', p_id::text, 'write') $$;
create function app.can_read_note(p_user_id uuid, p_id text) returns boolean language sql stable
  set search_path = pg_catalog, pg_temp
  as $$ select app.has_grant(p_user_id, 'note', p_id, 'read') $$;
create function app.can_write_note(p_user_id uuid, p_id text) returns boolean language sql stable
  set search_path = pg_catalog, pg_temp
  as $$ select app.has_grant(p_user_id, 'note', p_id, 'write') $$;

create function app.explain_room(p_user_id uuid, p_id bigint) returns text language sql stable
  set search_path = pg_catalog, pg_temp
  as $$
    select string_agg('may ' || g.operation, ', ' order by g.operation)
    from app.grants g
    where g.user_id = p_user_id and g.kind = 'room' and g.id = p_id::text
  $$;

create function app.fails(p_user_id uuid, p_id bigint) returns boolean language sql stable
  set search_path = pg_catalog, pg_temp
  as $$ select p_id / (p_id - p_id) > 0 $$;

-- Fails for some ids, and not for others.
create function app.can_read_fussy(p_user_id uuid, p_id bigint) returns boolean language sql stable
  set search_path = pg_catalog, pg_temp
  as $$
    select case
      when p_id % 20 = 3 then p_id / (p_id - p_id) > 0
      when p_id % 20 <> 4 then app.has_grant(p_user_id, 'fussy', p_id::text, 'read')
    end
  $$;
create function app.can_write_fussy(p_user_id uuid, p_id bigint) returns boolean language plpgsql stable
  set search_path = pg_catalog, pg_temp
  as $$
  begin
    assert p_id % 20 <> 5;
    return app.has_grant(p_user_id, 'fussy', p_id::text, 'write');
  end
  $$;

select belay.register_topic_kind('thing', 'uuid', 'app.can_read_thing', 'app.can_write_thing');
select belay.register_topic_kind('room', 'bigint', 'app.can_read_room', 'app.can_write_room', 'app.explain_room');
select belay.register_topic_kind('note', 'text', 'app.can_read_note', 'app.can_write_note');
select belay.register_topic_kind('broken', 'bigint', 'app.fails', 'app.fails');
select belay.register_topic_kind('fussy', 'bigint', 'app.can_read_fussy', 'app.can_write_fussy');
