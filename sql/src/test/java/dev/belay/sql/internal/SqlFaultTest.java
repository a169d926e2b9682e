package dev.belay.sql.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.ConflictException;
import dev.belay.support.InvalidArgumentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlFaultTest {

  @ParameterizedTest
  @ValueSource(strings = {"22023", "22P02", "22001", "22021", "23502", "23514", "P0001"})
  void wrongInputIsAnInvalidArgument(String state) {
    assertThat(exception(state)).isExactlyInstanceOf(InvalidArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"42501", "28000", "28P01"})
  void aMissingRightIsAccessDenied(String state) {
    assertThat(exception(state)).isExactlyInstanceOf(AccessDeniedException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"23503", "23505", "23P01", "23001"})
  void aContradictionIsAConflict(String state) {
    assertThat(exception(state)).isExactlyInstanceOf(ConflictException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "42883", "42P01", "3F000", "42703", "42804", "0A000", "3D000", "57P04", "55000", "22000",
        "26000", "42P05"
      })
  void aWrongSetUpIsAConfigurationFault(String state) {
    assertThat(exception(state)).isExactlyInstanceOf(ConfigurationException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "08001", "08006", "08003", "53300", "53100", "57014", "57P01", "57P03", "40001", "40P01",
        "55P03", "25006"
      })
  void aPassingFaultMayBeTriedAgain(String state) {
    assertThat(exception(state))
        .isInstanceOfSatisfying(
            BackendUnavailableException.class, e -> assertThat(e.retryable()).isTrue());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "08P01", "53400", "58000", "XX000", "P0002", "39000", "99999", "ABC", "", "toolong"
      })
  void anyOtherFaultIsNotTriedAgain(String state) {
    assertThat(exception(state))
        .isInstanceOfSatisfying(
            BackendUnavailableException.class, e -> assertThat(e.retryable()).isFalse());
  }

  @Test
  void saysWhatFailedAndKeepsTheState() {
    BelayException e = exception("42883");
    assertThat(e).hasMessageContaining("fn").hasMessageContaining("SQLSTATE 42883");
    assertThat(e.fault().sqlState()).contains("42883");
    assertThat(e.getCause()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ERROR: permission denied for function fn",
        "FEHLER: keine Berechtigung für Funktion fn\n  Where: PL/pgSQL function other()",
        "permission denied for schema public"
      })
  void aFunctionThatTheLoginMayNotCallIsTheLoginsAffair(String message) {
    assertThat(SqlFault.of("42501", message, "fn")).isEqualTo(SqlFault.NO_RIGHT);
    assertThat(SqlFault.of("42501", null, "fn")).isEqualTo(SqlFault.NO_RIGHT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ERROR: permission denied for table secrets\n  Where: PL/pgSQL function fn() line 3",
        "permission denied for schema vault",
        "permission denied for function update_secret"
      })
  void aRightThatTheFunctionItselfLacksIsItsOwnersAffair(String message) {
    SqlFault fault = SqlFault.of("42501", message, "fn");
    assertThat(fault).isEqualTo(SqlFault.OWNER_LACKS_RIGHT);
    assertThat(fault.exception("fn", BackendFault.ofSqlState("42501")))
        .isExactlyInstanceOf(AccessDeniedException.class)
        .hasMessageContaining("the role that installed the schema")
        .hasMessageEndingWith("(SQLSTATE 42501)");
  }

  @Test
  void theMessageDecidesNothingElse() {
    assertThat(SqlFault.of("22023", "permission denied for table secrets", "fn"))
        .isEqualTo(SqlFault.BAD_ARGUMENT);
  }

  private static BelayException exception(String state) {
    return SqlFault.of(state).exception("fn", BackendFault.ofSqlState(state));
  }
}
