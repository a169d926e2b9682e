package dev.belay.sql.rest;

import static dev.belay.sql.rest.StubRest.json;
import static dev.belay.sql.rest.StubRest.reply;
import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.RpcCall;
import dev.belay.sql.internal.SqlFault;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.http.FakeTime;
import dev.belay.support.http.HttpReply;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which exception an answer that is no success becomes. Nothing of its text may come through. */
class PostgrestFaultTest {

  private static final String HIDDEN = "do-not-show";

  /** The statuses are those of PostgREST's source; the exception follows from the state alone. */
  @ParameterizedTest
  @CsvSource({
    "22P02, 400", "22023, 400", "23502, 400", "23514, 400", "P0001, 400", "23503, 409",
    "23505, 409", "42501, 401", "42501, 403", "28000, 403", "42883, 404", "42P01, 404",
    "3F000, 400", "55000, 500", "57014, 500", "57P01, 503", "53300, 503", "08006, 503",
    "40P01, 500", "55P03, 500", "25006, 405", "XX000, 500", "P0002, 500", "21000, 400",
    "PT429, 429"
  })
  void aSqlStateIsTheSameExceptionAsOverJdbc(String state, int status) {
    BelayException overJdbc =
        SqlFault.of(state).exception("some_function", BackendFault.ofSqlState(state));

    BelayException e = failure(error(status, state, HIDDEN));

    assertThat(e).isExactlyInstanceOf(overJdbc.getClass());
    assertThat(e.fault().sqlState()).contains(state);
    assertThat(e.fault().httpStatus()).hasValue(status);
    assertThat(e).hasMessageContaining("some_function");
    if (overJdbc instanceof BackendUnavailableException unavailable) {
      assertThat(retryable(e)).isEqualTo(unavailable.retryable());
    }
  }

  @Test
  void showsWhatOurOwnSqlRaised() {
    assertThat(failure(error(400, "22023", "belay: the user id must not be nil")))
        .hasMessage("the user id must not be nil");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ERROR: belay: do-not-show",
        "x: belay: do-not-show",
        " belay: do-not-show",
        "belay:do-not-show",
        "\\nbelay: do-not-show"
      })
  void showsNothingThatOnlyLooksLikeOurs(String message) {
    failure(error(400, "22023", message));
  }

  @Test
  void aTokenForARoleThatDoesNotExistIsRefused() {
    assertThat(failure(error(401, "22023", "role \\\"do-not-show\\\" does not exist")))
        .isInstanceOf(AccessDeniedException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "PGRST000, 503, BackendUnavailableException, true",
    "PGRST001, 503, BackendUnavailableException, true",
    "PGRST002, 503, BackendUnavailableException, true",
    "PGRST003, 504, BackendUnavailableException, true",
    "PGRST100, 400, ConfigurationException,",
    "PGRST101, 405, ConfigurationException,",
    "PGRST102, 400, InvalidArgumentException,",
    "PGRST106, 406, ConfigurationException,",
    "PGRST107, 415, ConfigurationException,",
    "PGRST111, 500, ConfigurationException,",
    "PGRST121, 500, ConfigurationException,",
    "PGRST122, 400, ConfigurationException,",
    "PGRST202, 404, ConfigurationException,",
    "PGRST203, 300, ConfigurationException,",
    "PGRST205, 404, ConfigurationException,",
    "PGRST300, 500, ConfigurationException,",
    "PGRST301, 401, AccessDeniedException,",
    "PGRST302, 401, AccessDeniedException,",
    "PGRST303, 401, AccessDeniedException,",
    "PGRSTX00, 500, BackendUnavailableException, false"
  })
  void aCodeOfPostgrestSaysWhatToDo(String code, int status, String type, Boolean retryable) {
    BelayException e = failure(error(status, code, HIDDEN));

    assertThat(e.getClass().getSimpleName()).isEqualTo(type);
    assertThat(e.fault().code()).contains(code);
    assertThat(e.fault().sqlState()).isEmpty();
    assertThat(e).hasMessageContaining(code).hasMessageContaining("some_function");
    if (retryable != null) {
      assertThat(retryable(e)).isEqualTo(retryable);
    }
  }

  @ParameterizedTest
  @CsvSource({"PGRST301", "PGRST303"})
  void saysThatATokenHasExpired(String code) {
    assertThat(failure(error(401, code, "JWT expired"))).hasMessageContaining("has expired");
    assertThat(failure(error(401, code, "JWT expired do-not-show")))
        .hasMessageContaining("not valid");
  }

  @Test
  void saysWhatToDoAboutAStaleCache() {
    assertThat(failure(error(404, "PGRST202", HIDDEN)))
        .hasMessageContaining("install the schema")
        .hasMessageContaining("notify pgrst, 'reload schema'");
  }

  /** Gateway pages, other people's JSON, half an error, nothing: the status is all there is. */
  @ParameterizedTest
  @CsvSource({
    "300, ConfigurationException,",
    "301, ConfigurationException,",
    "308, ConfigurationException,",
    "400, InvalidArgumentException,",
    "401, AccessDeniedException,",
    "403, AccessDeniedException,",
    "404, ConfigurationException,",
    "405, ConfigurationException,",
    "406, ConfigurationException,",
    "408, BackendUnavailableException, true",
    "409, ConflictException,",
    "413, InvalidArgumentException,",
    "418, ConfigurationException,",
    "429, BackendUnavailableException, true",
    "500, BackendUnavailableException, false",
    "501, BackendUnavailableException, false",
    "502, BackendUnavailableException, true",
    "503, BackendUnavailableException, true",
    "504, BackendUnavailableException, true",
    "520, BackendUnavailableException, true",
    "521, BackendUnavailableException, true",
    "522, BackendUnavailableException, true",
    "524, BackendUnavailableException, true",
    "526, BackendUnavailableException, false",
    "540, BackendUnavailableException, false"
  })
  void withoutACodeTheStatusDecides(int status, String type, Boolean retryable) {
    for (HttpReply reply :
        new HttpReply[] {
          reply(status, "", ""),
          reply(status, "text/html", "<html>do-not-show</html>"),
          reply(status, "text/plain", "{\"code\": \"PGRST202\", \"message\": \"do-not-show\"}"),
          json(status, ""),
          json(status, "null"),
          json(status, "[]"),
          json(status, "\"do-not-show\""),
          json(status, "{\"message\": \"Invalid API key do-not-show\"}"),
          json(status, "{\"code\": " + status + ", \"msg\": \"do-not-show\"}"),
          json(status, "{\"code\": \"PGRST202\", \"message\": \"do-not-show"),
          json(status, "{\"code\": \"PGRST202\"} do-not-show"),
          json(status, "{\"code\": \"do-not-show\"}"),
          json(status, "{\"code\": \"DONOT\u0000\"}"),
          json(status, "{\"error\": {\"code\": \"PGRST202\"}}"),
          json(status, "{\"code\": \"PGRST202\", \"details\": " + "[".repeat(100_000))
        }) {
      BelayException e = failure(reply);
      assertThat(e.getClass().getSimpleName()).isEqualTo(type);
      assertThat(e.fault().httpStatus()).hasValue(status);
      assertThat(e.fault().code()).isEmpty();
      assertThat(e.fault().sqlState()).isEmpty();
      assertThat(e).hasMessageContaining("some_function").hasMessageContaining("HTTP " + status);
      if (retryable != null) {
        assertThat(retryable(e)).isEqualTo(retryable);
      }
    }
  }

  private static boolean retryable(BelayException e) {
    return ((BackendUnavailableException) e).retryable();
  }

  private static HttpReply error(int status, String code, String message) {
    return json(
        status,
        "{\"code\":\"%s\",\"details\":\"%s\",\"hint\":null,\"message\":\"%s\"}"
            .formatted(code, HIDDEN, message));
  }

  private static BelayException failure(HttpReply reply) {
    FakeTime time = new FakeTime(Instant.EPOCH);
    BelayException e =
        refusalOf(
            BelayException.class,
            () ->
                PostgrestRpcClients.supabaseBuilder(StubRest.PROJECT, StubRest.secretKey())
                    .transport(StubRest.answering(reply))
                    .time(time, time)
                    .build()
                    .run(RpcCall.of("some_function")));
    assertThat(e).hasNoCause().hasMessageNotContaining(HIDDEN);
    assertThat(e.toString() + e.fault()).doesNotContain(HIDDEN);
    return e;
  }
}
