package dev.belay.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import dev.belay.testservers.leak.LeakScan;
import dev.belay.testservers.leak.Refusals;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.webhook.WebhookVerificationException.Reason;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookEventTest {

  private static WebhookEvent parse(String json) {
    return WebhookEvent.parse(json.getBytes(UTF_8));
  }

  private static Reason reasonFor(byte[] body) {
    return Refusals.refusalOf(WebhookVerificationException.class, () -> WebhookEvent.parse(body))
        .reason();
  }

  private static Reason reasonFor(String body) {
    return reasonFor(body.getBytes(UTF_8));
  }

  /** A payload with one member replaced, or added. */
  private static String with(String name, String json) {
    String payload =
        "{\"type\": \"UPDATE\", \"table\": \"trips\", \"record\": {\"id\": 7}, \"old_record\": {\"id\": 7},"
            + " \"schema\": \"public\", \"event_id\": \"evt_1\","
            + " \"occurred_at\": \"2026-11-26T12:00:00Z\"}";
    String replaced =
        payload.replaceFirst(
            "\"" + name + "\": (\\{[^}]*}|\"[^\"]*\")", quoted("\"" + name + "\": " + json));
    return replaced.equals(payload)
        ? payload.replaceFirst("\\{", quoted("{\"" + name + "\": " + json + ", "))
        : replaced;
  }

  private static String quoted(String replacement) {
    return Matcher.quoteReplacement(replacement);
  }

  /** Runbook, "Test HMAC Delivery". */
  @Test
  void readsTheRunbooksSample() {
    WebhookEvent event =
        parse(
            "{\"type\":\"INSERT\",\"table\":\"trip_collaborators\",\"record\":{\"id\":\"test\",\"trip_id\":1},"
                + "\"occurred_at\":\"2025-11-13T03:00:00Z\"}");
    assertThat(event.operation()).isEqualTo(WebhookOperation.INSERT);
    assertThat(event.schema()).isEqualTo("public");
    assertThat(event.table()).isEqualTo("trip_collaborators");
    assertThat(event.record().orElseThrow().text("id")).contains("test");
    assertThat(event.record().orElseThrow().number("trip_id")).hasValue(1);
    assertThat(event.oldRecord()).isEmpty();
    assertThat(event.occurredAt()).contains(Instant.parse("2025-11-13T03:00:00Z"));
    assertThat(event.hasOwnId()).isFalse();
    assertThat(event.keysOnly()).isFalse();
  }

  /** As jsonb writes it: its own order, spaces, microseconds, the session's offset. */
  @Test
  void readsWhatTheDatabaseWrites() {
    WebhookEvent event =
        parse(
            "{\"type\": \"DELETE\", \"table\": \"trips\", \"record\": {\"id\": 7, \"name\": \"Zo\u00eb\"},"
                + " \"schema\": \"app\", \"event_id\": \"0197f0c5-1d2e-7c1a-8f00-5b1f0c3d2e1a\","
                + " \"keys_only\": true, \"old_record\": null,"
                + " \"occurred_at\": \"2025-11-13T05:00:00.123456+02:00\"}");
    assertThat(event.id()).isEqualTo("0197f0c5-1d2e-7c1a-8f00-5b1f0c3d2e1a");
    assertThat(event.hasOwnId()).isTrue();
    assertThat(event.schema()).isEqualTo("app");
    assertThat(event.occurredAt()).contains(Instant.parse("2025-11-13T03:00:00.123456Z"));
    assertThat(event.keysOnly()).isTrue();
    assertThat(event.toString()).isEqualTo("WebhookEvent[DELETE app.trips]");
  }

  @Test
  void readsATruncationWithoutARow() {
    WebhookEvent event = parse("{\"type\":\"TRUNCATE\",\"table\":\"trips\",\"record\":null}");
    assertThat(event.operation()).isEqualTo(WebhookOperation.TRUNCATE);
    assertThat(event.record()).isEmpty();
  }

  @Test
  void keepsEveryTypeOfColumn() {
    WebhookRow row =
        parse(
                "{\"type\":\"INSERT\",\"table\":\"t\",\"record\":{\"a\":\"x\",\"b\":true,\"c\":null,\"d\":1.50,"
                    + "\"e\":9223372036854775807,\"f\":9223372036854775808,\"g\":[1,{\"h\":[]}],"
                    + "\"i\":\"6f0e5c0e-5a3c-4d57-9f07-2f1c8f8f2b11\",\"j\":-9223372036854775808}}")
            .record()
            .orElseThrow();
    assertThat(row.text("a")).contains("x");
    assertThat(row.text("b")).contains("true");
    assertThat(row.text("c")).isEmpty();
    assertThat(row.has("c")).isTrue();
    assertThat(row.has("z")).isFalse();
    assertThat(row.values().get("d")).isEqualTo(new BigDecimal("1.50"));
    assertThat(row.number("d")).isEmpty();
    assertThat(row.number("e")).hasValue(Long.MAX_VALUE);
    assertThat(row.number("f")).isEmpty();
    assertThat(row.values().get("f")).isEqualTo(new BigInteger("9223372036854775808"));
    assertThat(row.number("j")).hasValue(Long.MIN_VALUE);
    assertThat(row.text("g")).isEmpty();
    assertThat(row.uuid("i")).contains(UUID.fromString("6f0e5c0e-5a3c-4d57-9f07-2f1c8f8f2b11"));
    assertThat(row.uuid("a")).isEmpty();
    assertThat(row.toString()).isEqualTo("WebhookRow[a, b, c, d, e, f, g, i, j]");
    Refusals.refusalOf(UnsupportedOperationException.class, () -> row.values().clear());
  }

  @Test
  void showsNoColumnsValue() {
    String key = TestKeys.withPrefix("", 24);
    WebhookEvent event = parse(with("record", "{\"token\": \"" + key + "\"}"));
    LeakScan.inspect("the event", event.toString());
    LeakScan.inspect("the row", event.record().orElseThrow().toString());
    assertThat(reasonFor(with("type", "\"" + key + "\""))).isEqualTo(Reason.INVALID_PAYLOAD_SHAPE);
    assertThat(reasonFor("{\"" + key + "\": " + key)).isEqualTo(Reason.INVALID_JSON);
  }

  /** Two changes of a row in one transaction have the same table, type, time and row id. */
  @Test
  void tellsEventsWithoutAnIdApartByTheirWholeBody() {
    String first = "{\"type\":\"UPDATE\",\"table\":\"t\",\"record\":{\"id\":1,\"n\":1}}";
    String second = "{\"type\":\"UPDATE\",\"table\":\"t\",\"record\":{\"id\":1,\"n\":2}}";
    assertThat(parse(first).id()).matches("sha256:[0-9a-f]{64}").isEqualTo(parse(first).id());
    assertThat(parse(first).id()).isNotEqualTo(parse(second).id());
    String elsewhere = first.replaceFirst("\\{", "{\"schema\":\"other\",");
    assertThat(parse(elsewhere).id()).isNotEqualTo(parse(first).id());
  }

  @Test
  void takesAnIdThatWasSignedElsewhere() {
    WebhookEvent event = parse("{\"type\":\"INSERT\",\"table\":\"t\",\"record\":null}");
    assertThat(event.withId("msg_1").id()).isEqualTo("msg_1");
    assertThat(event.withId("msg_1").hasOwnId()).isTrue();
    for (String wrong : new String[] {"", " ", "a b", "\u00e4", "a".repeat(257)}) {
      Refusals.refusalOf(InvalidArgumentException.class, () -> event.withId(wrong));
      assertThat(reasonFor(with("event_id", "\"" + wrong + "\"")))
          .isEqualTo(Reason.INVALID_PAYLOAD_SHAPE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "{}{}",
        "{} x",
        "nul",
        "'a'",
        "{a:1}",
        "{\"a\":1,}",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "{\"a\":+1}",
        "{\"a\":\"\u0001\"}",
        "{\"a\":\"\\x\"}",
        "// {}",
        "{\"a\":1e}",
        "{\"a\":1,\"a\":1}",
        "{\"record\":{\"a\":1,\"a\":2}}"
      })
  void refusesWhatIsNoJson(String body) {
    assertThat(reasonFor(body)).isEqualTo(Reason.INVALID_JSON);
  }

  @Test
  void refusesWhatIsNotUtf8() {
    String payload = with("record", "{\"name\": \"Zo\u00eb\"}");
    assertThat(reasonFor(payload.getBytes(ISO_8859_1))).isEqualTo(Reason.INVALID_JSON);
    assertThat(reasonFor(payload.getBytes(UTF_16))).isEqualTo(Reason.INVALID_JSON);
    byte[] overlong = with("table", "\"xx\"").getBytes(UTF_8);
    int at = new String(overlong, UTF_8).indexOf("xx");
    overlong[at] = (byte) 0xc0; // a slash in two bytes
    overlong[at + 1] = (byte) 0xaf;
    assertThat(reasonFor(overlong)).isEqualTo(Reason.INVALID_JSON);
    byte[] nothing = new byte[64];
    assertThat(reasonFor(nothing)).isEqualTo(Reason.INVALID_JSON);
    Arrays.fill(nothing, (byte) 0xff);
    assertThat(reasonFor(nothing)).isEqualTo(Reason.INVALID_JSON);
  }

  @Test
  void refusesDeepNestingWithoutOverflowingTheStack() {
    for (String open : new String[] {"[", "{\"a\":"}) {
      assertThat(reasonFor(with("record", "{\"a\": " + open.repeat(100_000))))
          .isEqualTo(Reason.INVALID_JSON);
    }
    assertThat(reasonFor("[".repeat(1_000_000))).isEqualTo(Reason.INVALID_JSON);
    parse(with("record", "{\"a\": " + "[".repeat(90) + "]".repeat(90) + "}"));
  }

  @Test
  void refusesNumbersThatTakeLongToRead() {
    assertThat(reasonFor(with("record", "{\"a\": " + "9".repeat(100_000) + "}")))
        .isEqualTo(Reason.INVALID_JSON);
    WebhookRow row = parse(with("record", "{\"a\": 1e999999999}")).record().orElseThrow();
    assertThat(row.number("a")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "true", "7", "\"text\"", "[]", "[{}]", "{}"})
  void refusesAnotherShape(String body) {
    assertThat(reasonFor(body)).isEqualTo(Reason.INVALID_PAYLOAD_SHAPE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "type",
        "table",
        "schema",
        "record",
        "old_record",
        "event_id",
        "occurred_at",
        "keys_only"
      })
  void refusesAMemberOfAnotherType(String member) {
    for (String wrong : new String[] {"7", "[]", "[{}]", "\"\"", "\" \""}) {
      assertThat(reasonFor(with(member, wrong)))
          .as("%s: %s", member, wrong)
          .isEqualTo(Reason.INVALID_PAYLOAD_SHAPE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"insert", "UPSERT", "INSERT ", "", "TRUNCATE\\u0000"})
  void refusesAnotherOperation(String type) {
    assertThat(reasonFor(with("type", "\"" + type + "\""))).isEqualTo(Reason.INVALID_PAYLOAD_SHAPE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-26",
        "2026-11-26T12:00:00",
        "yesterday",
        "1795694400",
        "2026-13-01T00:00:00Z",
        "2026-11-26T25:00:00Z",
        "2026-11-26 12:00:00+00"
      })
  void refusesATimeThatIsNone(String time) {
    assertThat(reasonFor(with("occurred_at", "\"" + time + "\"")))
        .isEqualTo(Reason.INVALID_PAYLOAD_SHAPE);
  }

  @Test
  void refusesNamesThatNoTableHas() {
    for (String name : new String[] {"a\\u0000", "a\\n", "a".repeat(129)}) {
      assertThat(reasonFor(with("table", "\"" + name + "\"")))
          .isEqualTo(Reason.INVALID_PAYLOAD_SHAPE);
    }
    assertThat(parse(with("table", "\"Gro\u00dfe Reise\"")).table()).isEqualTo("Gro\u00dfe Reise");
  }

  @Test
  void asksForTheRecord() {
    assertThat(reasonFor("{\"type\":\"INSERT\",\"table\":\"t\"}"))
        .isEqualTo(Reason.INVALID_PAYLOAD_SHAPE);
  }

  @Test
  void passesOverWhatItDoesNotKnow() {
    assertThat(parse(with("extra", "[{\"type\": \"DELETE\"}]")).operation())
        .isEqualTo(WebhookOperation.UPDATE);
  }
}
