package dev.belay.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.Secret;
import dev.belay.support.telemetry.OperationalAlerts;
import dev.belay.support.telemetry.RecordedTelemetry;
import dev.belay.support.telemetry.RecordingLogger;
import dev.belay.support.telemetry.UserIdHash;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TracedTopicAuthorizerTest extends TopicAuthorizerContract {

  private static final UserIdHash HASH = UserIdHash.keyed(Secret.of("h".repeat(32)));
  private static final AttributeKey<String> REASON = AttributeKey.stringKey("reason");
  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey("realtime.operation");

  private final MemoryTopics topics = new MemoryTopics();
  private final RecordedTelemetry telemetry = new RecordedTelemetry();
  private final RecordingLogger log = new RecordingLogger();
  private final UUID ada = UUID.randomUUID();

  @AfterEach
  void close() {
    telemetry.close();
  }

  @Override
  protected TopicAuthorizer authorizer() {
    return traced(topics.authorizer(), HASH);
  }

  private TopicAuthorizer traced(TopicAuthorizer delegate, UserIdHash hash) {
    return new TracedTopicAuthorizer(
        delegate, telemetry.api(), hash, OperationalAlerts.of("belay", Clock.systemUTC(), log));
  }

  @Override
  protected void grant(UUID user, String kind, String id, TopicOperation operation) {
    topics.grant(user, kind, id, operation);
  }

  @Test
  void oneQuestionIsASpanWithItsReason() {
    authorizer().authorize(ada, "room:1", TopicOperation.READ);
    Attributes shown = onlySpan().getAttributes();
    assertThat(onlySpan().getName()).isEqualTo("realtime.authorize");
    assertThat(shown.get(REASON)).isEqualTo("denied_by_rule");
    assertThat(shown.get(AttributeKey.longKey("realtime.requests"))).isEqualTo(1);
    assertThat(shown.get(AttributeKey.longKey("realtime.denied"))).isEqualTo(1);
    assertThat(shown.get(AttributeKey.stringKey("user.id_hash")))
        .isEqualTo(HASH.of(ada).orElseThrow());
    assertThat(onlySpan().getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
  }

  @Test
  void manyQuestionsAreOneSpan() {
    grant(ada, "room", "1", TopicOperation.READ);
    authorizer()
        .authorizeAll(ada, List.of(TopicRequest.read("room:1"), TopicRequest.write("room:1")));
    Attributes shown = onlySpan().getAttributes();
    assertThat(shown.get(AttributeKey.longKey("realtime.requests"))).isEqualTo(2);
    assertThat(shown.get(AttributeKey.longKey("realtime.denied"))).isEqualTo(1);
    assertThat(shown.get(REASON)).isNull();
  }

  @Test
  void noTopicAndNoUserIsShown() {
    traced(topics.authorizer(), UserIdHash.none())
        .authorize(ada, "user:" + ada, TopicOperation.READ);
    authorizer().authorize(ada, "user:" + ada, TopicOperation.WRITE);
    authorizer().authorize(ada, "broken:4711", TopicOperation.WRITE);
    assertThat(telemetry.spans().toString() + telemetry.metrics())
        .doesNotContain(ada.toString(), "4711");
  }

  @Test
  void eachDecisionIsCountedByReasonAndOperation() {
    grant(ada, "room", "1", TopicOperation.READ);
    authorizer()
        .authorizeAll(
            ada,
            List.of(
                TopicRequest.read("room:1"),
                TopicRequest.read("room:1"),
                TopicRequest.write("room:1"),
                TopicRequest.write("x")));
    assertThat(counts())
        .containsEntry(Attributes.of(REASON, "allowed", OPERATION, "read"), 2L)
        .containsEntry(Attributes.of(REASON, "denied_by_rule", OPERATION, "write"), 1L)
        .containsEntry(Attributes.of(REASON, "malformed_topic", OPERATION, "write"), 1L)
        .containsEntry(Attributes.of(REASON, "rule_failed", OPERATION, "read"), 0L);
  }

  @Test
  void aRuleThatFailsRaisesAnAlertWithItsKind() {
    authorizer().authorize(ada, "broken:4711", TopicOperation.WRITE);
    assertThat(String.join("\n", log.lines()))
        .contains("realtime.rule_failed", "\"realtime.kind\":\"broken\"", "write")
        .doesNotContain("4711", ada.toString());
  }

  private SpanData onlySpan() {
    assertThat(telemetry.spans()).hasSize(1);
    return telemetry.spans().get(0);
  }

  private Map<Attributes, Long> counts() {
    return telemetry.metrics().stream()
        .filter(metric -> metric.getName().equals("realtime.decisions"))
        .flatMap(metric -> metric.getLongSumData().getPoints().stream())
        .collect(Collectors.toMap(LongPointData::getAttributes, LongPointData::getValue));
  }
}
