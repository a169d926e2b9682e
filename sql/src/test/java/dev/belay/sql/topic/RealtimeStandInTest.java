package dev.belay.sql.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.TestSql;
import dev.belay.testservers.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What stands in for the schema of Supabase on plain PostgreSQL is like it. */
class RealtimeStandInTest {

  private static final String COLUMNS =
      "select format('%s %s %s %s', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,"
          + " pg_get_expr(d.adbin, d.adrelid))"
          + " from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum"
          + " where a.attrelid = 'realtime.messages'::regclass and a.attnum > 0 order by a.attnum";
  private static final String FUNCTIONS =
      "select format('%s(%s) %s %s %s', p.proname, pg_get_function_arguments(p.oid),"
          + " pg_get_function_result(p.oid), p.provolatile, p.prosecdef)"
          + " from pg_proc p where p.pronamespace = 'realtime'::regnamespace order by 1";

  private static InstalledDatabase plain;

  @BeforeAll
  static void create() {
    plain = InstalledDatabase.create(DatabaseShape.PLAIN);
  }

  @AfterAll
  static void drop() {
    plain.close();
  }

  @Test
  void itHasTheTableAndTheFunctionsOfTheRealOne() {
    try (PostgresDatabase hosted = DatabaseShape.SUPABASE.create()) {
      for (String what : List.of(COLUMNS, FUNCTIONS)) {
        List<String> ours = TestSql.column(plain.superuser(), what);
        assertThat(ours).isNotEmpty();
        assertThat(
                TestSql.column(hosted.dataSource(), what).stream()
                    .filter(line -> !line.startsWith("send_binary(")))
            .containsExactlyElementsOf(ours);
      }
    }
  }

  @Test
  void usersReadAndInsertAndNoMore() {
    assertThat(
            TestSql.column(
                plain.superuser(),
                "select grantee || ' ' || privilege_type from information_schema.table_privileges"
                    + " where table_schema = 'realtime' and grantee <> ? order by 1",
                DatabaseShape.PLAIN.owner()))
        .containsExactly(
            "anon INSERT",
            "anon SELECT",
            "authenticated INSERT",
            "authenticated SELECT",
            "service_role INSERT",
            "service_role SELECT");
  }

  @Test
  void aUsersOwnBroadcastIsDroppedWithAWarningWhereTheRuleSaysNo() throws SQLException {
    UUID user = plain.newUser();
    try (Connection connection = plain.superuser().getConnection()) {
      connection.setAutoCommit(false);
      RealtimeProbe.become(connection, "authenticated", RealtimeProbe.claims(user), "");
      TestSql.execute(connection, "select realtime.send('{}', 'e', 'user:%s')".formatted(user));
      TestSql.execute(
          connection, "select realtime.send('{}', 'e', 'user:%s')".formatted(plain.newUser()));
      TestSql.execute(connection, "reset role");
      assertThat(TestSql.column(connection, "select topic from realtime.messages"))
          .containsExactly("user:" + user);
      connection.rollback();
    }
  }

  @Test
  void changesOfARowAreBroadcast() {
    TestSql.execute(
        plain.owner(),
        """
        create schema app;
        create table app.notes (id int primary key, note text);
        create function app.tell() returns trigger language plpgsql as $$
        begin
          perform realtime.broadcast_changes('notes:' || coalesce(new.id, old.id), tg_op, tg_op, tg_table_name,
            tg_table_schema, new, old);
          return null;
        end $$;
        create trigger tell after insert or update or delete on app.notes
          for each row execute function app.tell();
        insert into app.notes values (1, 'a');
        update app.notes set note = 'b';
        """);
    assertThat(
            TestSql.column(
                plain.superuser(),
                "select (payload - 'id')::text from realtime.messages where topic = 'notes:1' order by inserted_at"
                    + ", event"))
        .containsExactly(
            "{\"table\": \"notes\", \"record\": {\"id\": 1, \"note\": \"a\"}, \"schema\": \"app\", \"operation\": \"INSERT\", \"old_record\": null}",
            "{\"table\": \"notes\", \"record\": {\"id\": 1, \"note\": \"b\"}, \"schema\": \"app\", \"operation\": \"UPDATE\", \"old_record\": {\"id\": 1, \"note\": \"a\"}}");
  }
}
