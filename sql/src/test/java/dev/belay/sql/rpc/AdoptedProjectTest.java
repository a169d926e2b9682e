package dev.belay.sql.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.TestSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A database whose tables were an older project's ends as closed as a fresh one. */
@OnBothShapes
class AdoptedProjectTest {

  private static InstalledDatabase adopted;

  @Parameter DatabaseShape shape;

  @BeforeParameterizedClassInvocation
  static void adopt(DatabaseShape shape) {
    adopted = InstalledDatabase.adopted(shape);
  }

  @AfterParameterizedClassInvocation
  static void drop() {
    adopted.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"anon", "authenticated", "service_role"})
  void theCatalogueGrantsWhatTheTableSays(String role) {
    new PrivilegeMatrix(adopted).assertGranted(role);
  }

  @ParameterizedTest
  @ValueSource(strings = {"anon", "authenticated", "service_role"})
  void anAttemptEndsAsTheTableSays(String role) throws SQLException {
    new PrivilegeMatrix(adopted).assertAttempts(role);
  }

  @Test
  void everybodyElseMayDoNothing() {
    new PrivilegeMatrix(adopted).assertNothingForAStranger();
  }

  @ParameterizedTest
  @MethodSource("dev.belay.sql.rpc.CatalogueLintTest#lints")
  void aLintFindsNothing(Path lint) throws IOException {
    assertThat(TestSql.column(adopted.superuser(), Files.readString(lint)))
        .as(lint.getFileName().toString())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"policy", "trigger", "function", "schema", "service"})
  void theCatalogueIsThatOfAFreshDatabase(String kind) {
    try (InstalledDatabase fresh = InstalledDatabase.create(shape)) {
      List<String> wanted = catalogue(fresh, kind);
      assertThat(wanted).isNotEmpty();
      assertThat(catalogue(adopted, kind)).containsExactlyElementsOf(wanted);
    }
  }

  @Test
  void rowSecurityIsOnWhereItIsInAFreshDatabase() {
    try (InstalledDatabase fresh = InstalledDatabase.create(shape)) {
      assertThat(rowSecurity(adopted)).containsExactlyElementsOf(rowSecurity(fresh));
    }
  }

  /** Without schema auth, which is the host's. */
  private static List<String> catalogue(InstalledDatabase database, String kind) {
    return lines(database)
        .filter(line -> line.startsWith(kind + " "))
        .filter(line -> !line.matches("(?s)schema auth .*|function .*FUNCTION auth\\..*"))
        .toList();
  }

  private static List<String> rowSecurity(InstalledDatabase database) {
    return lines(database)
        .filter(line -> line.matches("relation \\S+ [rpv] .*"))
        .map(line -> line.replaceAll(" [rpv] .* rls=", " rls="))
        .toList();
  }

  private static Stream<String> lines(InstalledDatabase database) {
    String query = TestSql.resource("/belay-sql-test/catalogue.sql");
    return TestSql.column(database.superuser(), query).stream();
  }
}
