package dev.belay.testservers.qstash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the pages of Upstash say, done by the local QStash. */
class QStashServerTest {

  private final QStashServer qstash = QStashServer.builder().manualTime().start();
  private final ApiCaller api = ApiCaller.of(qstash);
  private final Receiver worker = new Receiver();
  private final String jobs = worker.url("/jobs");

  @AfterEach
  void close() {
    qstash.close();
    worker.close();
  }

  @Test
  void deliversTheBytesSignedForTheirDestination() throws Exception {
    String destination = worker.url("/jobs?x=1&y=a%20b");
    String body = "{\"a\": \"\u00e9\"}\n";
    String id =
        api.publish(
                destination,
                body,
                "Content-Type",
                "application/json; charset=utf-8",
                "Upstash-Forward-X-Trace",
                "t1",
                "Upstash-Method",
                "PUT")
            .messageId();
    qstash.settle();

    Receiver.Got got = worker.got().get(0);
    assertThat(got.method() + " " + got.path()).isEqualTo("PUT /jobs?x=1&y=a%20b");
    assertThat(got.body()).isEqualTo(body);
    assertThat(got.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
    assertThat(got.header("X-Trace")).isEqualTo("t1");
    assertThat(got.header("User-Agent")).isEqualTo("Upstash-QStash");
    assertThat(got.header("Upstash-Message-Id")).isEqualTo(id).startsWith("msg_");
    assertThat(got.header("Upstash-Retried")).isEqualTo("0");
    JsonNode claims = claims(got.header("Upstash-Signature"), qstash.currentSigningKey());
    assertThat(claims.path("iss").asText()).isEqualTo("Upstash");
    assertThat(claims.path("sub").asText()).isEqualTo(destination);
    assertThat(claims.path("exp").asLong() - claims.path("nbf").asLong()).isEqualTo(300);
    assertThat(claims.path("body").asText()).hasSize(44).endsWith("=");
  }

  @Test
  void retriesWithTheDocumentedBackoffAndThenGivesUp() throws IOException {
    worker.answerAlways(500);
    api.publish(jobs, "x");
    qstash.settle();
    assertThat(worker.got()).hasSize(1);
    for (Duration pause :
        List.of(
            Duration.ofMillis(12_182), Duration.ofMillis(148_413), Duration.ofMillis(1_808_042))) {
      int before = worker.got().size();
      qstash.advance(pause.minusMillis(1));
      assertThat(worker.got()).hasSize(before);
      qstash.advance(Duration.ofMillis(1));
      assertThat(worker.got()).hasSize(before + 1);
    }
    assertThat(worker.got())
        .extracting(got -> got.header("Upstash-Retried"))
        .containsExactly("0", "1", "2", "3");
    assertThat(qstash.pending()).isZero();
    assertThat(qstash.deadLetters()).extracting(QStashDeadLetter::status).containsExactly(500);
  }

  @ParameterizedTest
  @CsvSource({
    "Retry-After, 40, 40",
    "Retry-After, 999999, 86400",
    "X-RateLimit-Reset, 30, 30",
    "X-RateLimit-Reset-Tokens, 1m5s, 65"
  })
  void waitsForAsLongAsTheWorkerAsks(String header, String value, long seconds) throws IOException {
    worker.answerOnce(503, Map.of(header, value));
    api.publish(jobs, "x");
    qstash.advance(Duration.ofSeconds(seconds).minusMillis(1));
    assertThat(worker.got()).hasSize(1);
    qstash.advance(Duration.ofMillis(1));
    assertThat(qstash.deliveries()).extracting(QStashDelivery::status).containsExactly(503, 200);
  }

  @Test
  void stopsAtOnceAt489() throws IOException {
    worker.answerOnce(489, Map.of("Upstash-NonRetryable-Error", "true"));
    worker.answerOnce(489, Map.of());
    api.publish(jobs, "never");
    qstash.settle();
    assertThat(qstash.deadLetters()).extracting(QStashDeadLetter::body).containsExactly("never");
    api.publish(jobs, "without the header");
    qstash.advance(Duration.ofMinutes(1));
    assertThat(qstash.deadLetters()).hasSize(1);
    assertThat(worker.got()).hasSize(3);
  }

  @Test
  void retriesByAnExpressionAndAsOftenAsItIsTold() throws IOException {
    worker.answerAlways(500);
    api.publish(
        jobs, "x", "Upstash-Retries", "2", "Upstash-Retry-Delay", "10000 * pow(2, retried)");
    qstash.advance(Duration.ofSeconds(10));
    assertThat(worker.got()).hasSize(2);
    qstash.advance(Duration.ofSeconds(19));
    assertThat(worker.got()).hasSize(2);
    qstash.advance(Duration.ofSeconds(1));
    assertThat(worker.got()).hasSize(3);
    assertThat(qstash.deadLetters()).hasSize(1);
  }

  @Test
  void knowsADuplicateForTenMinutes() throws IOException {
    ApiCaller.Answer first = api.publish(jobs, "x", "Upstash-Deduplication-Id", "d1");
    qstash.advance(Duration.ofMinutes(9));
    ApiCaller.Answer second = api.publish(jobs, "x", "Upstash-Deduplication-Id", "d1");
    assertThat(first.status()).isEqualTo(200);
    assertThat(second.status()).isEqualTo(202);
    assertThat(second.messageId()).isEqualTo(first.messageId());
    assertThat(second.json().path("deduplicated").asBoolean()).isTrue();
    qstash.advance(Duration.ofMinutes(1));
    assertThat(api.publish(jobs, "x", "Upstash-Deduplication-Id", "d1").status()).isEqualTo(200);
    qstash.settle();
    assertThat(worker.got()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Upstash-Deduplication-Id | notify:1 | DeduplicationId cannot contain ':'",
        "Upstash-Delay | soon | invalid duration in Upstash-delay",
        "Upstash-Delay | 400d | maximum allowed delay exceeded",
        "Upstash-Retries | -1 | invalid number in Upstash-retries",
        "Upstash-Retry-Delay | exec(1) | invalid retry delay expression",
        "Upstash-Method | STEAL | invalid method",
        "Upstash-Flow-Control-Key | k | flow control value is required"
      })
  void refusesWhatIsMalformedWithA400(String header, String value, String error)
      throws IOException {
    ApiCaller.Answer answer = api.publish(jobs, "x", header, value);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).isEqualTo(error);
    assertThat(qstash.pending()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2/publish/http://127.0.0.1:1/", "/v2/dlq", "/v2/batch", "/v2/keys"})
  void letsNobodyInWithoutTheToken(String path) throws IOException {
    ApiCaller.Answer answer = new ApiCaller(qstash, "wrong").call("POST", path, "[]");
    assertThat(answer.status()).isEqualTo(401);
  }

  @Test
  void deliversLaterWhenItIsAskedTo() throws IOException {
    api.publish(jobs, "delayed", "Upstash-Delay", "1h30m");
    long at = Instant.now().plusSeconds(3600).getEpochSecond();
    api.publish(jobs, "fixed", "Upstash-Not-Before", String.valueOf(at), "Upstash-Delay", "9h");
    qstash.advance(Duration.ofMinutes(59));
    assertThat(worker.got()).isEmpty();
    qstash.advance(Duration.ofMinutes(1));
    assertThat(worker.bodies()).containsExactly("fixed");
    qstash.advance(Duration.ofMinutes(30));
    assertThat(worker.bodies()).containsExactly("fixed", "delayed");
  }

  @Test
  void aQueueIsFirstInFirstOutThroughFailures() throws IOException {
    worker.answerOnce(500, Map.of());
    for (String body : List.of("1", "2", "3")) {
      api.call("POST", "/v2/enqueue/q/" + jobs, body);
    }
    qstash.settle();
    assertThat(worker.bodies()).containsExactly("1");
    qstash.advance(Duration.ofSeconds(13));
    assertThat(worker.bodies()).containsExactly("1", "1", "2", "3");
  }

  @Test
  void aQueueCanPauseAndGoOn() throws IOException {
    assertThat(api.call("POST", "/v2/queues/q/pause", "").status()).isEqualTo(404);
    api.call("POST", "/v2/queues", "{\"queueName\":\"q\",\"parallelism\":2}");
    api.call("POST", "/v2/queues/q/pause", "");
    api.call("POST", "/v2/enqueue/q/" + jobs, "1");
    qstash.advance(Duration.ofHours(1));
    assertThat(worker.got()).isEmpty();
    JsonNode queue = api.call("GET", "/v2/queues/q", "").json();
    assertThat(queue.path("paused").asBoolean()).isTrue();
    assertThat(queue.path("lag").asInt()).isEqualTo(1);
    api.call("POST", "/v2/queues/q/resume", "");
    qstash.settle();
    assertThat(worker.bodies()).containsExactly("1");
  }

  @Test
  void aFlowHasItsParallelismAndItsRate() throws IOException {
    for (int message = 0; message < 6; message++) {
      api.publish(
          jobs,
          "m" + message,
          "Upstash-Flow-Control-Key",
          "k",
          "Upstash-Flow-Control-Value",
          "parallelism=1, rate=2, period=1m");
    }
    qstash.settle();
    assertThat(worker.got()).hasSize(2);
    qstash.advance(Duration.ofMinutes(1));
    assertThat(worker.got()).hasSize(4);
    qstash.advance(Duration.ofMinutes(1));
    assertThat(worker.got()).hasSize(6);
    assertThat(worker.mostAtOnce()).isEqualTo(1);
  }

  @Test
  void tellsOfEachAttemptAndOnceOfTheEnd() throws IOException {
    worker.answerOnce(500, Map.of());
    worker.answerOnce(200, Map.of());
    worker.answerOnce(400, Map.of());
    String id =
        api.publish(
                jobs,
                "work",
                "Upstash-Retries",
                "1",
                "Upstash-Callback",
                worker.url("/told"),
                "Upstash-Callback-Forward-X-Of",
                "callback",
                "Upstash-Failure-Callback",
                worker.url("/failed"))
            .messageId();
    qstash.advance(Duration.ofMinutes(1));

    assertThat(worker.got())
        .extracting(Receiver.Got::path)
        .containsExactlyInAnyOrder("/jobs", "/told", "/jobs", "/told", "/failed");
    Receiver.Got told = last("/told");
    assertThat(told.header("X-Of")).isEqualTo("callback");
    JsonNode failed = Json.read(Bytes.of(last("/failed").body()));
    assertThat(failed.path("status").asInt()).isEqualTo(400);
    assertThat(failed.path("sourceMessageId").asText()).isEqualTo(id);
    assertThat(
            new String(
                Base64.getDecoder().decode(failed.path("sourceBody").asText()),
                StandardCharsets.UTF_8))
        .isEqualTo("work");
    assertThat(
            new String(
                Base64.getDecoder().decode(failed.path("body").asText()), StandardCharsets.UTF_8))
        .isEqualTo("answer");
  }

  @Test
  void deadLettersAreListedRetriedAndRemoved() throws IOException {
    worker.answerAlways(500);
    for (int message = 0; message < 3; message++) {
      api.publish(jobs, "m" + message, "Upstash-Retries", "0", "Upstash-Label", "l" + message);
    }
    qstash.settle();
    JsonNode page = api.call("GET", "/v2/dlq?count=2", "").json();
    assertThat(page.path("messages")).hasSize(2);
    JsonNode rest = api.call("GET", "/v2/dlq?cursor=" + page.path("cursor").asText(), "").json();
    assertThat(rest.path("messages")).hasSize(1);
    assertThat(rest.has("cursor")).isFalse();
    assertThat(rest.path("messages").get(0).path("responseBody").asText()).isEqualTo("answer");

    worker.answerAlways(200);
    String first = page.path("messages").get(0).path("dlqId").asText();
    assertThat(api.call("POST", "/v2/dlq/retry/" + first, "").status()).isEqualTo(201);
    assertThat(api.call("POST", "/v2/dlq/retry?label=l1", "").json().path("responses")).hasSize(1);
    qstash.settle();
    assertThat(worker.bodies().subList(3, 5)).containsExactlyInAnyOrder("m0", "m1");
    String last = qstash.deadLetters().get(0).dlqId();
    assertThat(api.call("DELETE", "/v2/dlq/" + last, "").status()).isEqualTo(200);
    assertThat(api.call("DELETE", "/v2/dlq/" + last, "").status()).isEqualTo(404);
    assertThat(qstash.deadLetters()).isEmpty();
  }

  @Test
  void aBadMessageOfABatchDoesNotKeepTheOthersBack() throws IOException {
    JsonNode answers =
        api.call(
                "POST",
                "/v2/batch",
                "[{\"destination\":\"%1$s\",\"body\":\"a\"},".formatted(jobs)
                    + "{\"destination\":\"%1$s\",\"headers\":{\"Upstash-Delay\":\"x\"}},"
                        .formatted(jobs)
                    + "{\"destination\":\"%1$s\",\"body\":\"b\",\"queue\":\"q\"}]".formatted(jobs))
            .json();
    qstash.settle();
    assertThat(answers).hasSize(3);
    assertThat(answers.get(1).path("error").asText()).startsWith("invalid duration");
    assertThat(worker.bodies()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void aGroupGetsAMessageForEachEndpoint() throws IOException {
    api.call(
        "POST",
        "/v2/topics/g/endpoints",
        "{\"endpoints\":[{\"url\":\"%s\"},{\"url\":\"%s\"}]}".formatted(jobs, worker.url("/b")));
    JsonNode answer = api.publish("g", "x").json();
    qstash.settle();
    assertThat(answer.isArray()).isTrue();
    assertThat(answer.findValuesAsText("url")).containsExactlyInAnyOrder(jobs, worker.url("/b"));
    assertThat(worker.got()).hasSize(2);
    assertThat(worker.got().get(0).header("Upstash-Topic-Name")).isEqualTo("g");
    assertThat(api.publish("unknown", "x").status()).isEqualTo(404);
  }

  @Test
  void aScheduleComesBackUntilItIsPaused() throws IOException {
    String id =
        api.call("POST", "/v2/schedules/" + jobs, "tick", "Upstash-Cron", "*/5 * * * *")
            .json()
            .path("scheduleId")
            .asText();
    qstash.advance(Duration.ofMinutes(15));
    assertThat(worker.bodies()).containsExactly("tick", "tick", "tick");
    assertThat(worker.got().get(0).header("Upstash-Schedule-Id")).isEqualTo(id);
    api.call("POST", "/v2/schedules/" + id + "/pause", "");
    qstash.advance(Duration.ofMinutes(15));
    assertThat(worker.got()).hasSize(3);
    assertThat(api.call("GET", "/v2/schedules", "").json()).hasSize(1);
    api.call("DELETE", "/v2/schedules/" + id, "");
    assertThat(api.call("GET", "/v2/schedules/" + id, "").status()).isEqualTo(404);
  }

  @Test
  void aMessageThatIsNotDeliveredYetCanBeCancelled() throws IOException {
    String id = api.publish(jobs, "x", "Upstash-Delay", "1h").messageId();
    api.publish(jobs, "y", "Upstash-Delay", "1h");
    assertThat(api.call("GET", "/v2/messages/" + id, "").json().path("body").asText())
        .isEqualTo("x");
    assertThat(api.call("DELETE", "/v2/messages/" + id, "").status()).isEqualTo(200);
    assertThat(api.call("DELETE", "/v2/messages/" + id, "").status()).isEqualTo(404);
    assertThat(qstash.pending()).isEqualTo(1);
    api.call("DELETE", "/v2/messages/", "");
    assertThat(qstash.pending()).as("an empty id means all").isZero();
  }

  @Test
  void signsWithTheNextKeyAfterARoll() throws Exception {
    String next = qstash.nextSigningKey();
    JsonNode rolled = api.call("POST", "/v2/keys/rotate", "").json();
    assertThat(rolled.path("current").asText()).isEqualTo(next);
    api.publish(jobs, "x");
    qstash.settle();
    assertThat(claims(worker.got().get(0).header("Upstash-Signature"), next)).isNotEmpty();
    qstash.rollSigningKeys();
    assertThat(qstash.currentSigningKey()).isNotEqualTo(next);
  }

  @Test
  void tellsTheTwoLimitsApartByTheirHeaders() throws IOException {
    qstash.failNext(QStashFault.BURST_LIMIT);
    qstash.failNext(QStashFault.DAILY_LIMIT);
    ApiCaller.Answer burst = api.publish(jobs, "x");
    ApiCaller.Answer daily = api.publish(jobs, "x");
    assertThat(burst.status()).isEqualTo(429);
    assertThat(burst.headers().firstValue("Burst-RateLimit-Reset")).isPresent();
    assertThat(daily.headers().firstValue("RateLimit-Reset")).isPresent();
    assertThat(daily.headers().firstValue("Burst-RateLimit-Reset")).isEmpty();
    assertThat(qstash.pending()).isZero();
  }

  @Test
  void keepsWhatItTookWhileItsApiIsAway() throws IOException {
    api.publish(jobs, "x", "Upstash-Delay", "1m");
    qstash.stop();
    qstash.advance(Duration.ofMinutes(1));
    assertThat(worker.bodies()).containsExactly("x");
    qstash.restart();
    assertThat(api.publish(jobs, "y").status()).isEqualTo(200);
  }

  @Test
  void runsByItselfWhereItsTimeIsFaster() throws IOException {
    try (QStashServer fast = QStashServer.builder().timeScale(1000).start()) {
      worker.answerOnce(500, Map.of());
      ApiCaller.of(fast).publish(jobs, "x");
      while (fast.deliveries().size() < 2) {
        Thread.onSpinWait();
      }
      assertThat(fast.deliveries()).extracting(QStashDelivery::status).containsExactly(500, 200);
    }
  }

  private Receiver.Got last(String path) {
    return worker.got().stream()
        .filter(got -> got.path().equals(path))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private static JsonNode claims(String token, String key) throws Exception {
    String[] parts = token.split("\\.", -1);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    byte[] expected = mac.doFinal((parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8));
    assertThat(Base64.getUrlDecoder().decode(parts[2])).isEqualTo(expected);
    return Json.read(Bytes.of(Base64.getUrlDecoder().decode(parts[1])));
  }
}
