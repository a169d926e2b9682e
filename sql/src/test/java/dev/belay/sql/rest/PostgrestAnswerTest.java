package dev.belay.sql.rest;

import static dev.belay.sql.rest.StubRest.json;
import static dev.belay.sql.rest.StubRest.reply;
import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.sql.RpcRow;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.ConfigurationException;
import dev.belay.testservers.leak.Refusals;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How what PostgREST answers becomes a value, and what does not. */
class PostgrestAnswerTest {

  private static final RpcCall CALL = RpcCall.of("some_function");

  @Test
  void readsAValueAsItsType() {
    UUID id = UUID.fromString("00000000-0000-4000-8000-000000000001");
    Instant at = Instant.parse("2026-01-02T03:04:05.678901Z");

    assertThat(scalar("\"te\\u0000xt\"", String.class)).contains("te\0xt");
    assertThat(scalar("\"" + id + "\"", UUID.class)).contains(id);
    assertThat(scalar("true", Boolean.class)).contains(true);
    assertThat(scalar("-7", Integer.class)).contains(-7);
    assertThat(scalar("9223372036854775807", Long.class)).contains(Long.MAX_VALUE);
    assertThat(scalar("\"2026-01-02T03:04:05.678901+00:00\"", Instant.class)).contains(at);
    assertThat(scalar("\"2026-01-02T08:34:05.678901+05:30\"", Instant.class)).contains(at);
  }

  @Test
  void readsNothingAsEmpty() {
    assertThat(scalar("null", UUID.class)).isEmpty();
    assertThat(scalar("[]", UUID.class)).isEmpty();
    assertThat(scalar("[null]", UUID.class)).isEmpty();
    assertThat(StubRest.answering(reply(204, "", "")).client().scalar(CALL, UUID.class)).isEmpty();
  }

  @Test
  void readsASetOfOneValue() {
    assertThat(scalar("[\"x\"]", String.class)).contains("x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7|java.lang.String",
        "true|java.lang.String",
        "\"7\"|java.lang.Long",
        "7.0|java.lang.Long",
        "1e3|java.lang.Long",
        "9223372036854775808|java.lang.Long",
        "2147483648|java.lang.Integer",
        "\"true\"|java.lang.Boolean",
        "1|java.lang.Boolean",
        "\"1-1-1-1-1\"|java.util.UUID",
        "\"do-not-show-do-not-show-do-not-show-\"|java.util.UUID",
        "\"2026-01-02\"|java.time.Instant",
        "\"infinity\"|java.time.Instant",
        "{\"do-not-show\": 1}|java.lang.String",
        "{}|java.lang.String",
        "[[1]]|java.lang.Integer",
        "[{\"a\": 1}]|java.lang.Integer",
        "[1, 2]|java.lang.Integer"
      })
  void refusesAValueOfAnotherType(String body, Class<?> type) {
    ConfigurationException e = refusalOf(ConfigurationException.class, () -> scalar(body, type));
    assertThat(e).hasMessageContaining("some_function").hasMessageNotContaining("do-not-show");
    assertThat(e).hasNoCause();
  }

  @Test
  void readsOneObjectAsOneRow() {
    assertThat(rows("{\"a\": \"x\", \"b\": {\"c\": []}}", row -> row.text("a").orElseThrow()))
        .containsExactly("x");
  }

  @Test
  void refusesAStructureInAColumn() {
    refusalOf(
        ConfigurationException.class, () -> rows("[{\"a\": {\"b\": 1}}]", row -> row.text("a")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "1", "\"x\"", "[1]", "[null]", "[[]]"})
  void refusesRowsThatAreNone(String body) {
    refusalOf(ConfigurationException.class, () -> rows(body, row -> 1));
  }

  @Test
  void refusesNothingWhereThereShouldBeRows() {
    refusalOf(
        ConfigurationException.class,
        () -> StubRest.answering(reply(204, "", "")).client().rows(CALL, row -> 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[",
        "[{\"a\": \"do-not-show",
        "[{\"a\": \"x\"}",
        "[{\"a\": \"x\"}] do-not-show",
        "[{\"a\"}]",
        "[}",
        "<html>do-not-show</html>",
        "\ud83d"
      })
  void aTextThatIsNotJsonIsAFaultThatDoesNotPass(String body) {
    RpcClient client = StubRest.answering(json(200, body)).client();
    assertUnreadable(() -> client.rows(CALL, row -> row.text("a")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "\"do-not-show", "1 2", "[1", "[1] 2", "tru", "<html>"})
  void neitherIsItAValue(String body) {
    RpcClient client = StubRest.answering(json(200, body)).client();
    assertUnreadable(() -> client.scalar(CALL, String.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "text/plain", "application/octet-stream", ""})
  void neitherIsAnythingOfAnotherMediaType(String mediaType) {
    RpcClient client = StubRest.answering(reply(200, mediaType, "[]")).client();
    assertUnreadable(() -> client.rows(CALL, row -> 1));
    assertUnreadable(() -> client.scalar(CALL, String.class));
  }

  @Test
  void neitherIsATextThatIsMadeToExhaustTheReader() {
    for (String body :
        List.of("[".repeat(100_000), "[{\"a\":" + "[".repeat(100_000), "1".repeat(100_000))) {
      RpcClient client = StubRest.answering(json(200, body)).client();
      assertUnreadable(() -> client.scalar(CALL, Long.class));
    }
    RpcClient client = StubRest.answering(json(200, "[" + "{\"a\":".repeat(100_000))).client();
    assertUnreadable(() -> client.rows(CALL, row -> 1));
  }

  @Test
  void doesNotLookAtWhatARunReturns() {
    StubRest.answering(json(200, "{ half")).client().run(CALL);
    StubRest.answering(reply(204, "", "")).client().run(CALL);
  }

  private static void assertUnreadable(Refusals.Call call) {
    BackendUnavailableException e = refusalOf(BackendUnavailableException.class, call);
    assertThat(e.retryable()).isFalse();
    assertThat(e.fault().httpStatus()).hasValue(200);
    assertThat(e).hasMessageContaining("some_function").hasMessageNotContaining("do-not-show");
    assertThat(e).hasNoCause();
  }

  private static <T> Optional<T> scalar(String body, Class<T> type) {
    return StubRest.answering(json(200, body)).client().scalar(CALL, type);
  }

  private static <T> List<T> rows(String body, RpcRow.Mapper<T> mapper) {
    return StubRest.answering(json(200, body)).client().rows(CALL, mapper);
  }
}
