package dev.belay.realtime;

import dev.belay.support.telemetry.OperationalAlert;
import dev.belay.support.telemetry.OperationalAlerts;
import dev.belay.support.telemetry.TelemetryNames;
import dev.belay.support.telemetry.UserIdHash;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Shows what is asked: a span for each call, a count for each decision, no topic and no user. */
final class TracedTopicAuthorizer implements TopicAuthorizer {

  private static final String SCOPE = "dev.belay.realtime";
  private static final AttributeKey<String> REASON =
      AttributeKey.stringKey(TelemetryNames.Attributes.REASON);
  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey(TelemetryNames.Attributes.REALTIME_OPERATION);

  /** Empty where the classes do not come from a jar of ours. */
  private static final Optional<String> VERSION =
      Optional.ofNullable(TracedTopicAuthorizer.class.getPackage().getImplementationVersion());

  private final TopicAuthorizer delegate;
  private final UserIdHash userIdHash;
  private final OperationalAlerts alerts;
  private final Tracer tracer;
  private final LongCounter decisions;

  TracedTopicAuthorizer(
      TopicAuthorizer delegate,
      OpenTelemetry telemetry,
      UserIdHash userIdHash,
      OperationalAlerts alerts) {
    this.delegate = delegate;
    this.userIdHash = userIdHash;
    this.alerts = alerts;
    var tracers = telemetry.tracerBuilder(SCOPE);
    var meters = telemetry.meterBuilder(SCOPE);
    VERSION.ifPresent(tracers::setInstrumentationVersion);
    VERSION.ifPresent(meters::setInstrumentationVersion);
    this.tracer = tracers.build();
    this.decisions =
        meters
            .build()
            .counterBuilder(TelemetryNames.Metrics.REALTIME_DECISIONS)
            .setDescription("Decisions who may use a topic, by their reason")
            .build();
    // A counter that begins at one shows no increase: the first failure would raise no alert.
    for (TopicOperation operation : TopicOperation.values()) {
      decisions.add(0, labels(TopicReason.RULE_FAILED, operation));
    }
  }

  private static Attributes labels(TopicReason reason, TopicOperation operation) {
    return Attributes.of(REASON, reason.word(), OPERATION, operation.word());
  }

  @Override
  public List<TopicDecision> authorizeAll(@Nullable UUID userId, List<TopicRequest> requests) {
    Span span = tracer.spanBuilder(TelemetryNames.Spans.REALTIME_AUTHORIZE).startSpan();
    try {
      List<TopicDecision> made =
          Context.current()
              .with(span)
              .wrapSupplier(() -> delegate.authorizeAll(userId, requests))
              .get();
      describe(span, userId, made);
      for (int i = 0; i < made.size(); i++) {
        count(requests.get(i), made.get(i));
      }
      return made;
    } catch (RuntimeException | Error failure) {
      span.setStatus(StatusCode.ERROR);
      span.setAttribute(TelemetryNames.Attributes.ERROR_TYPE, failure.getClass().getName());
      throw failure;
    } finally {
      span.end();
    }
  }

  private void describe(Span span, @Nullable UUID userId, List<TopicDecision> made) {
    if (!span.isRecording()) {
      return;
    }
    if (userId != null) {
      userIdHash
          .of(userId)
          .ifPresent(hash -> span.setAttribute(TelemetryNames.Attributes.USER_ID_HASH, hash));
    }
    span.setAttribute("realtime.requests", made.size());
    span.setAttribute(
        "realtime.denied", made.stream().filter(decision -> !decision.allowed()).count());
    if (made.size() == 1) {
      span.setAttribute(REASON, made.get(0).reason().word());
    }
  }

  private void count(TopicRequest request, TopicDecision decision) {
    decisions.add(1, labels(decision.reason(), request.operation()));
    String topic = request.topic();
    if (decision.reason() == TopicReason.RULE_FAILED && topic != null) {
      // The prefix is a registered one, else no rule could have failed.
      alerts.raise(
          OperationalAlert.error(TelemetryNames.Alerts.REALTIME_RULE_FAILED)
              .label(TelemetryNames.Attributes.REALTIME_KIND, TopicText.prefix(topic))
              .label(TelemetryNames.Attributes.REALTIME_OPERATION, request.operation().word()));
    }
  }

  @Override
  public TopicExplanation explain(
      @Nullable UUID userId, @Nullable String topic, TopicOperation operation) {
    return delegate.explain(userId, topic, operation);
  }
}
