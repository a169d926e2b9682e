package dev.belay.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.ConflictException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.testservers.leak.Refusals;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The part of {@link RpcClientContract} about refusals: the right type, and nothing that leaks. */
public abstract class RpcFaultContract {

  static final Charset UTF_8 = StandardCharsets.UTF_8;
  private static final String VALUE = "do-not-show";

  /**
   * The client under test.
   *
   * @return a client that acts as {@code service_role}
   */
  protected abstract RpcClient client();

  final <T> Optional<T> echo(String function, Object value, Class<T> type) {
    return client().scalar(RpcCall.of(function).with("p_value", value), type);
  }

  @Test
  void mapsAMalformedValueToAnInvalidArgument() {
    assertRefused(
        RpcCall.of("contract_uuid").with("p_value", VALUE),
        InvalidArgumentException.class,
        "22P02");
    assertRefused(
        RpcCall.of("contract_json").with("p_value", new Json("{" + VALUE)),
        InvalidArgumentException.class,
        "22P02");
    assertRefused(
        RpcCall.of("contract_integer").with("p_value", Long.MAX_VALUE),
        InvalidArgumentException.class,
        "22003");
  }

  @Test
  void mapsAViolatedCheckToAnInvalidArgument() {
    assertRefused(
        RpcCall.of("contract_note").with("p_note", "forbidden"),
        InvalidArgumentException.class,
        "23514");
    assertRefused(
        RpcCall.of("contract_note").with("p_note", null), InvalidArgumentException.class, "23502");
  }

  @Test
  void mapsADuplicateToAConflictWithoutShowingTheKey() {
    RpcCall call = RpcCall.of("contract_note").with("p_note", VALUE + getClass().getName());
    client().run(call);
    assertRefused(call, ConflictException.class, "23505");
  }

  @Test
  void mapsAMissingGrantToAccessDenied() {
    assertThat(assertRefused(RpcCall.of("contract_locked"), AccessDeniedException.class, "42501"))
        .hasMessageContaining("contract_locked")
        .hasMessageContaining("service_role");
  }

  @Test
  void mapsAMissingFunctionToAConfigurationFault() {
    BelayException e =
        Refusals.refusalOf(BelayException.class, () -> client().run(RpcCall.of("contract_absent")));
    assertThat(e)
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("contract_absent")
        .hasMessageContaining("install the schema");
  }

  @Test
  void mapsAnUnknownParameterToAConfigurationFault() {
    BelayException e =
        Refusals.refusalOf(
            BelayException.class,
            () -> client().run(RpcCall.of("contract_text").with("p_other", VALUE)));
    assertThat(e).isInstanceOf(ConfigurationException.class);
    assertShowsNothingOf(VALUE, e);
  }

  @ParameterizedTest
  @CsvSource({
    "22023, dev.belay.support.InvalidArgumentException",
    "P0001, dev.belay.support.InvalidArgumentException",
    "42501, dev.belay.support.AccessDeniedException",
    "23503, dev.belay.support.ConflictException",
    "23505, dev.belay.support.ConflictException",
    "42P01, dev.belay.support.ConfigurationException",
    "3F000, dev.belay.support.ConfigurationException",
    "55000, dev.belay.support.ConfigurationException",
    "53300, dev.belay.support.BackendUnavailableException",
    "57014, dev.belay.support.BackendUnavailableException",
    "55P03, dev.belay.support.BackendUnavailableException",
    "40P01, dev.belay.support.BackendUnavailableException",
    "XX000, dev.belay.support.BackendUnavailableException"
  })
  void mapsTheSameStateToTheSameException(String state, Class<? extends BelayException> type) {
    assertRefused(raise(state, VALUE), type, state);
  }

  @ParameterizedTest
  @CsvSource({"22023", "42501", "23503", "55000"})
  void passesOnWhatOurOwnSqlRaisesWithoutItsPrefix(String state) {
    BelayException e =
        assertRefused(raise(state, "belay: our own words"), BelayException.class, state);
    assertThat(e).hasMessage("our own words");
  }

  @ParameterizedTest
  @CsvSource({"P0001", "23505", "XX000", "22P02"})
  void passesNothingOnUnderAStateThatOurSqlDoesNotRaise(String state) {
    assertRefused(raise(state, "belay: " + VALUE), BelayException.class, state);
  }

  @ParameterizedTest
  @CsvSource({
    "'not ours, belay: do-not-show'",
    "'\"belay: do-not-show\"'",
    "'Belay: do-not-show'",
    "'belay:do-not-show'",
    "'do-not-show\nbelay: do-not-show'"
  })
  void passesNothingOnThatOnlyLooksLikeOurs(String message) {
    assertRefused(raise("22023", message), InvalidArgumentException.class, "22023");
  }

  @Test
  void saysWhetherItIsWorthTryingAgain() {
    assertThat(unavailable("53300").retryable()).isTrue();
    assertThat(unavailable("XX000").retryable()).isFalse();
  }

  @Test
  void worksOnAfterARefusal() {
    assertRefused(raise("22023", VALUE), InvalidArgumentException.class, "22023");
    assertThat(echo("contract_text", "after", String.class)).contains("after");
  }

  private BackendUnavailableException unavailable(String state) {
    return (BackendUnavailableException)
        assertRefused(raise(state, VALUE), BackendUnavailableException.class, state);
  }

  private static RpcCall raise(String state, String message) {
    return RpcCall.of("contract_raise").with("p_state", state).with("p_message", message);
  }

  private BelayException assertRefused(
      RpcCall call, Class<? extends BelayException> type, String state) {
    BelayException e = Refusals.refusalOf(BelayException.class, () -> client().run(call));
    assertThat(e).isInstanceOf(type);
    assertThat(e.fault().sqlState()).contains(state);
    assertShowsNothingOf(VALUE, e);
    return e;
  }

  /** Looks through the message, the causes and the suppressed, as a log would print them. */
  static void assertShowsNothingOf(String value, Throwable thrown) {
    StringWriter printed = new StringWriter();
    thrown.printStackTrace(new PrintWriter(printed));
    assertThat(printed.toString()).doesNotContain(value);
    assertThat(thrown.getCause()).isNull();
  }
}
