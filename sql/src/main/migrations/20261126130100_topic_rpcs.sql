-- What a service asks about topics.

-- Decides many topics for one user, in one snapshot. Each request is {"topic": "trip:1", "operation": "read" or "write"};
-- there are 1 to 1000, and the answers come in their order, counted from 1. A topic of any content is allowed or denied.
create or replace function public.authorize_topics(p_user_id uuid, p_requests jsonb)
returns table (ordinal integer, allowed boolean, reason text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  if p_requests is null or jsonb_typeof(p_requests) <> 'array' then
    raise exception 'belay: requests must be a JSON array' using errcode = '22023';
  end if;
  if jsonb_array_length(p_requests) not between 1 and 1000 then
    raise exception 'belay: there must be 1 to 1000 requests' using errcode = '22023';
  end if;
  if exists (
    select
    from jsonb_array_elements(p_requests) as r (request)
    where jsonb_typeof(r.request -> 'topic') is distinct from 'string'
      or jsonb_typeof(r.request -> 'operation') is distinct from 'string'
      or r.request ->> 'operation' not in ('read', 'write')
  ) then
    raise exception 'belay: a request must be a topic and an operation, read or write' using errcode = '22023';
  end if;

  return query
    select r.position::integer, d.allowed, d.reason
    from jsonb_array_elements(p_requests) with ordinality as r (request, position)
    cross join lateral belay.decide_topic(p_user_id, r.request ->> 'topic', r.request ->> 'operation') as d
    order by r.position;
end
$$;

comment on function public.authorize_topics(uuid, jsonb) is
  'Belay RPC for service_role. Says which realtime topics a user may read or write. Runbook: Realtime Operations.';
revoke all on function public.authorize_topics(uuid, jsonb) from public, anon, authenticated, service_role;
grant execute on function public.authorize_topics(uuid, jsonb) to service_role;

-- One decision, the rule that made it, and what the user is to the thing: null where the kind has no explain rule, or
-- the user is nothing to it.
create or replace function public.explain_topic(p_user_id uuid, p_topic text, p_operation text)
returns table (allowed boolean, reason text, kind text, rule text, fact text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  if p_operation is null or p_operation not in ('read', 'write') then
    raise exception 'belay: an operation must be read or write' using errcode = '22023';
  end if;

  return query
    select
      d.allowed,
      d.reason,
      d.kind,
      d.rule,
      case
        when d.reason in ('allowed', 'denied_by_rule') and k.explain_rule is not null then
          left(
            belay.ask_topic_rule(k.explain_rule, k.id_type, 'text', p_user_id, substr(p_topic, length(d.kind) + 2)), 200
          )
      end
    from belay.decide_topic(p_user_id, p_topic, p_operation) as d
    left join belay.topic_kinds k on k.prefix = d.kind;
end
$$;

comment on function public.explain_topic(uuid, text, text) is
  'Belay RPC for service_role. Says why a user may or may not use a realtime topic. Runbook: Realtime Operations.';
revoke all on function public.explain_topic(uuid, text, text) from public, anon, authenticated, service_role;
grant execute on function public.explain_topic(uuid, text, text) to service_role;

create or replace function public.list_topic_kinds()
returns table (prefix text, id_type text, read_rule text, write_rule text, explain_rule text)
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform belay.require_service_role();
  return query
    select k.prefix, k.id_type, k.read_rule, k.write_rule, k.explain_rule
    from belay.topic_kinds k
    order by k.prefix collate "C";
end
$$;

comment on function public.list_topic_kinds() is
  'Belay RPC for service_role. The kinds of realtime topics and their rules. Runbook: Realtime Operations.';
revoke all on function public.list_topic_kinds() from public, anon, authenticated, service_role;
grant execute on function public.list_topic_kinds() to service_role;

create or replace function belay.schema_version() returns text language sql immutable
  set search_path = pg_catalog, pg_temp
  as $$ select '20261126130100' $$;
