package dev.belay.realtime;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the steps of {@code belay.decide_topic}, in the same order, without a database. */
final class InMemoryTopicAuthorizer implements TopicAuthorizer {

  private static final Logger LOG = LoggerFactory.getLogger(TopicAuthorizer.class);
  private static final UUID NIL = new UUID(0, 0);

  private final Map<String, TopicKind> kinds;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  InMemoryTopicAuthorizer(Collection<TopicKind> kinds) {
    this.kinds =
        kinds.stream()
            .collect(Collectors.toUnmodifiableMap(TopicKind::prefix, Function.identity()));
  }

  @Override
  public List<TopicDecision> authorizeAll(@Nullable UUID userId, List<TopicRequest> requests) {
    return requests.stream()
        .map(request -> decide(userId, request.topic(), request.operation()))
        .toList();
  }

  @Override
  public TopicExplanation explain(
      @Nullable UUID userId, @Nullable String topic, TopicOperation operation) {
    Objects.requireNonNull(operation, "operation");
    String kind = kind(topic).map(TopicKind::prefix).orElse(null);
    return new TopicExplanation(decide(userId, topic, operation), kind, null, null);
  }

  private Optional<TopicKind> kind(@Nullable String topic) {
    return topic != null && TopicText.canBeSent(topic) && TopicText.hasPrefix(topic)
        ? Optional.ofNullable(kinds.get(TopicText.prefix(topic)))
        : Optional.empty();
  }

  private TopicDecision decide(
      @Nullable UUID userId, @Nullable String topic, TopicOperation operation) {
    return new TopicDecision(reason(userId, topic, operation));
  }

  private TopicReason reason(
      @Nullable UUID userId, @Nullable String topic, TopicOperation operation) {
    if (topic == null || !TopicText.canBeSent(topic) || !TopicText.hasPrefix(topic)) {
      return TopicReason.MALFORMED_TOPIC;
    }
    TopicKind kind = kinds.get(TopicText.prefix(topic));
    if (kind == null) {
      return TopicReason.UNKNOWN_KIND;
    }
    Optional<String> id = kind.idType().canonical(TopicText.id(topic));
    if (id.isEmpty()) {
      return TopicReason.MALFORMED_ID;
    }
    if (userId == null || userId.equals(NIL)) {
      return TopicReason.NO_USER;
    }
    try {
      boolean allowed = kind.rule(operation).allows(userId, id.get());
      return allowed ? TopicReason.ALLOWED : TopicReason.DENIED_BY_RULE;
    } catch (RuntimeException failure) {
      failed(kind, operation, failure);
      return TopicReason.RULE_FAILED;
    }
  }

  /** Each place once. Where, but not with what: its text could hold what the rule was asked. */
  private void failed(TopicKind kind, TopicOperation operation, RuntimeException failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    String what = failure.getClass().getName();
    String where = trace.length == 0 ? "an unknown place" : trace[0].toString();
    String rule = (operation == TopicOperation.READ ? "reading" : "writing") + ' ' + kind.prefix();
    if (told.add(rule + ' ' + what + ' ' + where)) {
      LOG.warn("A rule denies because it failed, and may again: {}, {} at {}", rule, what, where);
    }
  }
}
