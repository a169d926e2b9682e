package dev.belay.sql.rpc;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who may do what in a fresh database; {@link AdoptedProjectTest} asks the same of an adopted one.
 */
@OnBothShapes
class PrivilegeMatrixTest extends RpcBehaviour {

  @ParameterizedTest
  @ValueSource(strings = {"anon", "authenticated", "service_role"})
  void theCatalogueGrantsWhatTheTableSays(String role) {
    new PrivilegeMatrix(database()).assertGranted(role);
  }

  @ParameterizedTest
  @ValueSource(strings = {"anon", "authenticated", "service_role"})
  void anAttemptEndsAsTheTableSays(String role) throws SQLException {
    new PrivilegeMatrix(database()).assertAttempts(role);
  }

  @Test
  void everybodyElseMayDoNothing() {
    new PrivilegeMatrix(database()).assertNothingForAStranger();
  }
}
