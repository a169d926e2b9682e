package dev.belay.sql.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.TestSql;
import dev.belay.testservers.PostgresServer;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may do what with every relation, sequence, function and schema of ours, by the catalogue and
 * by trying. {@code allowed.csv} is the whole truth: what it does not name is forbidden, so a new
 * table or function is closed or fails here.
 */
record PrivilegeMatrix(InstalledDatabase database) {

  private static final String FOLDER = "/belay-sql-test/privileges/";
  private static final String ANY_RPC = "every RPC execute";

  void assertGranted(String role) {
    List<String> granted = granted(role);
    assertThat(granted.stream().map(PrivilegeMatrix::general).distinct())
        .containsExactlyInAnyOrderElementsOf(allowed(role));
    if (allowed(role).contains(ANY_RPC)) {
      assertThat(granted.stream().filter(line -> line.startsWith("RPC ")).count())
          .isEqualTo(
              TestSql.number(
                  database.superuser(),
                  "select count(*) from pg_proc p"
                      + " where obj_description(p.oid, 'pg_proc') like 'Belay RPC%'"));
    }
  }

  void assertAttempts(String role) throws SQLException {
    Set<String> allowed = allowed(role);
    List<String> attempts =
        TestSql.column(database.superuser(), TestSql.resource(FOLDER + "attempts.sql"));
    assertThat(attempts).hasSizeGreaterThan(60);
    try (Request request = Request.with(database, role, "")) {
      for (String attempt : attempts) {
        String[] parts = attempt.split("\\|", 2);
        boolean refused = request.attempt(parts[1]).equals("42501");
        assertThat(refused)
            .as("%s is refused: %s", role, parts[0])
            .isEqualTo(!allowed.contains(general(parts[0])));
      }
    }
  }

  void assertNothingForAStranger() {
    String stranger = PostgresServer.uniqueName("stranger");
    TestSql.execute(database.superuser(), "create role " + stranger);
    try {
      assertThat(granted(stranger)).isEmpty();
    } finally {
      TestSql.execute(database.superuser(), "drop role " + stranger);
    }
  }

  private List<String> granted(String role) {
    return TestSql.column(database.superuser(), TestSql.resource(FOLDER + "granted.sql"), role);
  }

  private static String general(String act) {
    return act.startsWith("RPC ") ? ANY_RPC : act;
  }

  private static Set<String> allowed(String role) {
    return TestSql.resource(FOLDER + "allowed.csv")
        .lines()
        .map(line -> line.split(","))
        .filter(cells -> cells[0].equals(role))
        .flatMap(cells -> Arrays.stream(cells[2].split(" ")).map(act -> cells[1] + " " + act))
        .collect(Collectors.toSet());
  }
}
