package dev.belay.sql.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.sql.ServedDatabase;
import dev.belay.sql.TestSql;
import dev.belay.sql.rpc.RowAccess.Door;
import dev.belay.sql.rpc.RowAccess.Outcome;
import dev.belay.sql.rpc.RowAccess.Verb;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whose rows each role reaches in each table by each verb, over REST and over JDBC with the same
 * claims. {@code rows.csv} is the whole truth.
 */
@OnBothShapes
class RowAccessMatrixTest {

  private static final List<String[]> TABLE =
      TestSql.resource("/belay-sql-test/privileges/rows.csv")
          .lines()
          .map(line -> line.split(","))
          .toList();

  private static ServedDatabase served;

  @Parameter DatabaseShape shape;

  @BeforeParameterizedClassInvocation
  static void serve(DatabaseShape shape) {
    served = ServedDatabase.create(shape);
  }

  @AfterParameterizedClassInvocation
  static void drop() {
    served.close();
  }

  static Stream<Arguments> cells() {
    String[] head = TABLE.get(0);
    return TABLE.stream()
        .skip(1)
        .flatMap(
            row ->
                IntStream.range(2, head.length)
                    .mapToObj(i -> Arguments.of(row[0], row[1], Verb.valueOf(head[i]), row[i])));
  }

  @ParameterizedTest(name = "{0} {2} {1}: {3}")
  @MethodSource("cells")
  void reachesTheRowsThatTheTableSays(String role, String table, Verb verb, String expected)
      throws Exception {
    UUID anne = user(!verb.inserts());
    UUID ben = user(!verb.inserts());
    // What goes through JDBC is rolled back, so both doors find the same rows.
    for (Door door : List.of(new JdbcDoor(served.database()), new RestDoor(served))) {
      for (RowAccess access :
          List.of(
              new RowAccess(role, anne, table, verb, ben),
              new RowAccess(role, ben, table, verb, anne))) {
        List<String> before = TestSql.column(served.database().superuser(), access.rows());

        Outcome outcome = door.attempt(access);

        assertThat(access.word(outcome)).as("%s", door).isEqualTo(expected);
        assertOthersAreAsBefore(access, before, outcome.after());
        if (verb == Verb.SELECT || outcome.refused()) {
          assertThat(outcome.after()).isEqualTo(before);
        } else {
          assertThat(outcome.after()).isNotEqualTo(before);
        }
      }
    }
  }

  @Test
  void coversEveryTableThatIsServed() {
    List<String> served =
        TestSql.column(
            RowAccessMatrixTest.served.database().superuser(),
            "select relname from pg_class where relnamespace = 'public'::regnamespace"
                + " and relkind in ('r', 'p', 'v', 'm', 'f') order by 1");
    for (String role : List.of("anon", "authenticated", "service_role")) {
      assertThat(TABLE.stream().filter(row -> row[0].equals(role)).map(row -> row[1]).sorted())
          .containsExactlyElementsOf(served);
    }
    assertThat(Arrays.stream(TABLE.get(0)).skip(2))
        .containsExactlyElementsOf(Arrays.stream(Verb.values()).map(Enum::name).toList());
  }

  private static void assertOthersAreAsBefore(
      RowAccess access, List<String> before, List<String> after) {
    String other = access.other().toString();
    assertThat(after.stream().filter(row -> row.contains(other)))
        .containsExactlyElementsOf(before.stream().filter(row -> row.contains(other)).toList());
  }

  /** A user, with a row in each table where there is something to reach. */
  private static UUID user(boolean withRows) {
    UUID user = served.database().newUser();
    if (withRows) {
      RpcClient rpc = served.database().rpc();
      rpc.run(
          RpcCall.of("insert_user_gateway_key")
              .with("p_user_id", user)
              .with("p_api_key", RpcBehaviour.newEnvelope("k1"))
              .with("p_base_url", "https://a.example"));
      rpc.run(
          RpcCall.of("set_user_allow_gateway_fallback")
              .with("p_user_id", user)
              .with("p_allow", true));
    }
    return user;
  }
}
