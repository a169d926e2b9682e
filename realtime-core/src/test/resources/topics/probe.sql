-- What the Realtime server does to find out what a user may do with a topic, many times in one call: it writes a row of
-- each extension as an administrator, takes the user's role, claims and the topic, looks which rows it sees and whether
-- it may write such rows, and takes all of it back. The caller is a superuser and rolls back.
create schema parity;

create function parity.probe(p_claims text, p_topics text[])
returns table (readable boolean, writable boolean, torn boolean)
language plpgsql
as $$
declare
  topic text;
  broadcast uuid;
  presence uuid;
  seen integer;
  written integer;
  probes integer;
  asked integer := 0;
begin
  perform set_config('request.jwt.claims', p_claims, true);
  perform set_config('request.jwt.claim.sub', coalesce(p_claims::jsonb ->> 'sub', ''), true);
  perform set_config('request.jwt.claim.role', p_claims::jsonb ->> 'role', true);
  perform set_config('request.headers', '{}', true);
  foreach topic in array p_topics loop
    asked := asked + 1;
    broadcast := gen_random_uuid();
    presence := gen_random_uuid();
    insert into realtime.messages as m (id, topic, extension)
    values (broadcast, topic, 'broadcast'), (presence, topic, 'presence');

    perform set_config('realtime.topic', topic, true);
    perform set_config('role', p_claims::jsonb ->> 'role', true);
    seen := parity.seen(broadcast, presence);
    written := parity.may_write(topic, 'broadcast');
    probes := 1;
    -- Where nothing may be written, presence is asked for now and then.
    if written = 1 or asked % 4 = 0 then
      written := written + parity.may_write(topic, 'presence');
      probes := 2;
    end if;
    perform set_config('role', 'none', true);

    readable := seen = 2;
    writable := written = probes;
    torn := seen not in (0, 2) or written not in (0, probes);
    return next;
  end loop;
end
$$;

-- -10 stands for a policy that failed: the server takes it for a no, and nobody means it.
create function parity.seen(p_broadcast uuid, p_presence uuid)
returns integer
language plpgsql
as $$
begin
  return count(*) from realtime.messages m where m.id in (p_broadcast, p_presence);
exception
  when others then
    return -10;
end
$$;

create function parity.may_write(p_topic text, p_extension text)
returns integer
language plpgsql
as $$
begin
  insert into realtime.messages (topic, extension) values (p_topic, p_extension);
  return 1;
exception
  when insufficient_privilege then
    return 0;
  when others then
    return -10;
end
$$;

grant usage on schema parity to anon, authenticated;
grant execute on all functions in schema parity to anon, authenticated;
