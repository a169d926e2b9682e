package dev.belay.testservers;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Schema {@code realtime} of the hosted shape: what its owner and the roles of requests may do. */
class SupabaseRealtimeShapeTest {

  private static final SupabaseShape SHAPE = SupabaseShape.hosted();
  private static final PostgresDatabase DATABASE = SHAPE.createDatabase(PostgresServer.shared());

  private static final String POLICY =
      "create policy %s on realtime.messages for %s to authenticated ";
  private static final String OWNER_OF_MESSAGES =
      "select relowner::regrole from pg_class where oid = 'realtime.messages'::regclass";

  @AfterAll
  static void dropTheDatabase() {
    DATABASE.close();
  }

  @Test
  void theOwnerMakesChangesAndDropsPoliciesOnMessages() {
    asOwner(POLICY.formatted("own_insert", "insert") + "with check (topic = 'a')");
    asOwner("alter policy own_insert on realtime.messages with check (topic = 'b')");
    assertThat(read("select with_check from pg_policies where policyname = 'own_insert'"))
        .contains("'b'");
    asOwner("drop policy own_insert on realtime.messages");
    asOwner("drop policy if exists own_insert on realtime.messages");
    assertThat(read("select count(*) from pg_policies where policyname = 'own_insert'"))
        .isEqualTo("0");
  }

  @Test
  void theTableStaysThePlatformsWhateverBecomesOfAPolicy() {
    asOwner(POLICY.formatted("kept", "select") + "using (false)");
    assertThat(read(OWNER_OF_MESSAGES)).isEqualTo("supabase_realtime_admin");
    assertRefused(POLICY.formatted("kept", "select") + "using (true)", "42710");
    assertThat(read(OWNER_OF_MESSAGES)).isEqualTo("supabase_realtime_admin");
    asOwner(
        """
        do $$
        begin
          execute 'create policy kept on realtime.messages using (true)';
        exception
          when duplicate_object then null;
        end
        $$
        """);
    assertThat(read(OWNER_OF_MESSAGES)).isEqualTo("supabase_realtime_admin");
    asOwner("drop policy kept on realtime.messages");
  }

  @Test
  void theOwnerChangesNothingElse() {
    for (String statement :
        new String[] {
          "alter table realtime.messages enable row level security",
          "alter table realtime.messages owner to " + SHAPE.owner(),
          "alter table realtime.messages add column more int",
          "create trigger own before insert on realtime.messages"
              + " execute function suppress_redundant_updates_trigger()",
          "create index on realtime.messages (topic)",
          "create function realtime.own() returns int language sql as 'select 1'",
          "create or replace function realtime.topic() returns text language sql as 'select 1'",
          "delete from realtime.messages",
          "drop table realtime.messages",
          "drop event trigger supautils_stand_in_lends",
        }) {
      assertRefused(statement, "42501");
    }
  }

  @Test
  void nobodyElseMakesPolicies() throws SQLException {
    String login = PostgresServer.shared().createLogin("authenticated");
    SqlStates.assertRefused(
        DATABASE.dataSource(login),
        POLICY.formatted("another", "select") + "using (true)",
        "42501");
    assertThat(read(OWNER_OF_MESSAGES)).isEqualTo("supabase_realtime_admin");
  }

  @Test
  void theOwnerHandsOnWhatItMayDoOnMessages() {
    String login = PostgresServer.shared().createLogin();
    asOwner("grant select on realtime.messages to " + login);
    assertThat(
            read(
                "select has_table_privilege('%s', 'realtime.messages', 'select')".formatted(login)))
        .isEqualTo("t");
  }

  @Test
  void aSentMessageIsARowWithAnIdInItsPayload() {
    asOwner("select realtime.send('{\"n\": 1}', 'note', 'sent:1')");
    assertThat(
            read(
                """
                select concat_ws(' ', extension, event, private, payload ->> 'n',
                  payload ->> 'id' = id::text)
                from realtime.messages where topic = 'sent:1'
                """))
        .isEqualTo("broadcast note t 1 t");
    asOwner("select realtime.send('{\"id\": \"mine\"}', 'note', 'sent:2', false)");
    assertThat(
            read(
                "select concat_ws(' ', private, payload ->> 'id') from realtime.messages"
                    + " where topic = 'sent:2'"))
        .isEqualTo("f mine");
  }

  @Test
  void aDroppedMessageIsAWarningAndNoError() throws SQLException {
    String asUser = "set role authenticated; ";
    assertThat(
            SqlStates.lastText(
                DATABASE.dataSource("authenticator"),
                asUser + "select coalesce(realtime.send('{}', 'note', 'dropped:1')::text, 'x')"))
        .isEmpty();
    assertThat(read("select count(*) from realtime.messages where topic = 'dropped:1'"))
        .isEqualTo("0");
  }

  @Test
  void changesOfATableAreSentByATriggerFunction() {
    asOwner(
        """
        create table public.trips (id int, name text);
        create function public.announce() returns trigger language plpgsql security definer as $$
        begin
          perform realtime.broadcast_changes(
            'trips', tg_op, tg_op, tg_table_name, tg_table_schema, new, old);
          return null;
        end
        $$;
        create trigger announce after insert or update on public.trips
          for each row execute function public.announce();
        insert into public.trips values (1, 'Rome');
        update public.trips set name = 'Oslo';
        """);
    assertThat(
            read(
                """
                select string_agg(concat_ws(' ', event, payload ->> 'table', payload ->> 'schema',
                  payload -> 'old_record' ->> 'name', payload -> 'record' ->> 'name', private), ', '
                  order by event)
                from realtime.messages where topic = 'trips'
                """))
        .isEqualTo("INSERT trips public Rome t, UPDATE trips public Rome Oslo t");
    assertRefused(
        "select realtime.broadcast_changes('t', 'e', 'TRUNCATE', 'x', 'public', null, null)",
        "P0001");
  }

  @Test
  void withoutTheDaysPartitionNothingIsStoredAndNothingSaid() {
    try (PostgresDatabase fresh = SHAPE.createDatabase(PostgresServer.shared())) {
      String drop =
          "select string_agg(format('drop table %s', inhrelid::regclass), '; ')"
              + " from pg_inherits where inhparent = 'realtime.messages'::regclass";
      Sql.execute(fresh.dataSource(), Sql.text(fresh.dataSource(), drop));
      Sql.execute(fresh.dataSource(SHAPE.owner()), "select realtime.send('{}', 'e', 'lost')");
      assertThat(Sql.text(fresh.dataSource(), "select count(*) from realtime.messages"))
          .isEqualTo("0");
      Sql.execute(fresh.dataSource(), Resources.text("realtime-partitions.sql"));
      Sql.execute(fresh.dataSource(SHAPE.owner()), "select realtime.send('{}', 'e', 'kept')");
      assertThat(Sql.text(fresh.dataSource(), "select count(*) from realtime.messages"))
          .isEqualTo("1");
    }
  }

  private static void asOwner(String sql) {
    Sql.execute(DATABASE.dataSource(SHAPE.owner()), sql);
  }

  private static String read(String query) {
    return Sql.text(DATABASE.dataSource(), query);
  }

  private static void assertRefused(String sql, String state) {
    SqlStates.assertRefused(DATABASE.dataSource(SHAPE.owner()), sql, state);
  }
}
