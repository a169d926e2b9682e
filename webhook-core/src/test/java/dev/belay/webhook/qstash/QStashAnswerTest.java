package dev.belay.webhook.qstash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpReply;
import dev.belay.testservers.leak.Refusals;
import dev.belay.testservers.leak.TestKeys;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers in every documented shape and in none; what is refused before anything is sent. */
class QStashAnswerTest {

  private static final QStashMessage GROUP = QStashMessage.toGroup("g").json("{}").build();

  private final List<HttpCall> sent = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"messageId\":\"m1\",\"url\":\"https://a.example\"},{\"messageId\":\"m2\"}]",
        "{\"messages\":[{\"messageId\":\"m1\",\"url\":\"https://a.example\"},"
            + "{\"messageId\":\"m2\",\"deduplicated\":true}]}"
      })
  void readsTheAnswerForAGroupInBothShapes(String answer) {
    List<QStashReceipt> receipts = client(200, answer).publishToGroup(GROUP);
    assertThat(receipts).extracting(QStashReceipt::messageId).containsExactly("m1", "m2");
    assertThat(receipts.get(0).url()).contains("https://a.example");
    assertThat(receipts.get(0).toString()).doesNotContain("a.example");
  }

  @Test
  void readsADuplicate() {
    QStashReceipt receipt =
        client(202, "{\"messageId\":\"m1\",\"deduplicated\":true}")
            .publish(to("https://a.example"));
    assertThat(receipt.deduplicated()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "<html>ok</html>",
        "{\"messageId\":7}",
        "{\"messageId\":null}",
        "{\"messageId\":\"a\"} x",
        "{\"messageId\":\"a\",\"messageId\":\"b\"}",
        "[[[[",
        "\"m1\""
      })
  void takesAnUnknownAnswerForAFailureAndRepeatsNothingOfIt(String answer) {
    BackendUnavailableException failure =
        Refusals.refusalOf(
            BackendUnavailableException.class,
            () -> client(200, answer).publish(to("https://a.example")));
    assertThat(failure.retryable()).isFalse();
    assertThat(failure.getMessage()).doesNotContain("html").doesNotContain("messageId");
  }

  @Test
  void doesNotRepeatTheTextOfAnError() {
    for (int status : new int[] {400, 401, 403, 404, 409, 412, 429, 500, 503, 302}) {
      BelayException failure =
          Refusals.refusalOf(
              BelayException.class,
              () -> client(status, "{\"error\":\"mallory\"}").publish(to("https://a.example")));
      assertThat(failure.getMessage()).doesNotContain("mallory");
      assertThat(failure.fault().httpStatus()).hasValue(status);
    }
  }

  @Test
  void refusesABatchThatIsAnsweredInPart() {
    QStashMessage message = to("https://a.example");
    Refusals.refusalOf(
        BackendUnavailableException.class,
        () -> client(200, "[{\"messageId\":\"m\"}]").batch(List.of(message, message)));
    assertThat(client(200, "[[{\"messageId\":\"a\"},{\"messageId\":\"b\"}]]").batch(List.of(GROUP)))
        .singleElement()
        .isInstanceOfSatisfying(
            QStashBatchItem.Accepted.class, item -> assertThat(item.receipts()).hasSize(2));
  }

  @Test
  void sendsTheDestinationAsItIs() {
    client(200, "{\"messageId\":\"m\"}")
        .publish(to("https://a.example:8443/x//y/%2e%2e?q=a%20b&r=/"));
    assertThat(sent.get(0).uri())
        .hasToString(
            "https://qstash.upstash.io/v2/publish/https://a.example:8443/x//y/%2e%2e?q=a%20b&r=/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://a.example/",
        "/relative",
        "https:///nohost",
        "https://u:p@a.example/",
        "https://a.example/#f",
        "https://a.example/?upstash-delay=1d",
        "https://a.example/?x=1&Upstash-Callback=https://evil.example",
        "https://a.example/?qstash_token=t",
        "https://a.example/?x;qstash_token=t",
        "https://a.example/?%75pstash-method=GET",
        "https://a.example/?%2575pstash-method=GET",
        "https://a.example/?QSTASH_TOKEN"
      })
  void refusesADestinationThatCouldSetWhatIsNotItsOwn(String destination) {
    URI url = URI.create(destination);
    Refusals.refusalOf(InvalidArgumentException.class, () -> QStashMessage.to(url));
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> QStashMessage.toGroup("g").callback(url));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "https://a.example", "a\nb", "\u00e9"})
  void refusesAGroupThatCouldBeAnAddress(String group) {
    Refusals.refusalOf(InvalidArgumentException.class, () -> QStashMessage.toGroup(group));
  }

  @Test
  void refusesWhatCannotStandInAHeader() {
    QStashMessage.Builder message = QStashMessage.toGroup("g");
    for (String value : List.of("", "a\r\nUpstash-Delay: 1d", "\u00e9", "a\u0000", " a")) {
      Refusals.refusalOf(InvalidArgumentException.class, () -> message.forward("X-Trace", value));
      Refusals.refusalOf(InvalidArgumentException.class, () -> message.labels(List.of(value)));
      Refusals.refusalOf(InvalidArgumentException.class, () -> message.method(value));
      Refusals.refusalOf(InvalidArgumentException.class, () -> message.queue(value));
    }
    Refusals.refusalOf(InvalidArgumentException.class, () -> message.forward("X\r\nY", "v"));
    Refusals.refusalOf(InvalidArgumentException.class, () -> message.labels(List.of("a,b")));
    Refusals.refusalOf(InvalidArgumentException.class, () -> message.labels(List.of()));
    Refusals.refusalOf(InvalidArgumentException.class, () -> message.retries(-1));
    Refusals.refusalOf(InvalidArgumentException.class, () -> message.delay(Duration.ofDays(366)));
    Refusals.refusalOf(InvalidArgumentException.class, () -> message.timeout(Duration.ZERO));
    Refusals.refusalOf(
        InvalidArgumentException.class,
        () -> new QStashFlowControl("k", 0, 0, Duration.ofSeconds(1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://qstash.upstash.io",
        "http://10.0.0.1",
        "ftp://localhost",
        "https://a.example/v2",
        "https://a.example?x=1",
        "https:opaque"
      })
  void sendsItsTokenOverTlsOrOverLoopbackAlone(String url) {
    QStashClient.Builder builder = QStashClient.builder(Secret.of("t"));
    Refusals.refusalOf(InvalidArgumentException.class, () -> builder.url(URI.create(url)));
    Refusals.refusalOf(
        ConfigurationException.class,
        () ->
            QStashClient.fromEnvironment(
                Environment.of(Map.of("QSTASH_TOKEN", "t", "QSTASH_URL", url))));
  }

  @Test
  void readsTheEnvironmentAndRefusesHalfOfIt() {
    Refusals.refusalOf(
        ConfigurationException.class, () -> QStashClient.fromEnvironment(Environment.of(Map.of())));
    Refusals.refusalOf(
        ConfigurationException.class,
        () ->
            QStashClient.fromEnvironment(
                Environment.of(Map.of("QSTASH_TOKEN", "t", "QSTASH_REGION", "MOON"))));
    assertThat(QStashClient.fromEnvironment(Environment.of(Map.of("QSTASH_TOKEN", "t"))))
        .isNotNull();
    assertThat(
            QStashClient.fromEnvironment(
                Environment.of(
                    Map.of("US_EAST_1_QSTASH_TOKEN", "t", "QSTASH_REGION", "us-east-1"))))
        .isNotNull();
    assertThat(QStashRegion.US_EAST_1.url()).hasToString("https://qstash-us-east-1.upstash.io");
  }

  private static QStashMessage to(String url) {
    return QStashMessage.to(URI.create(url)).json("{}").build();
  }

  private QStashClient client(int status, String answer) {
    return QStashClient.builder(Secret.of(TestKeys.withPrefix("qst_", 40)))
        .transport(
            call -> {
              sent.add(call);
              return HttpReply.of(status, Map.of(), answer.getBytes(StandardCharsets.UTF_8));
            })
        .build();
  }
}
