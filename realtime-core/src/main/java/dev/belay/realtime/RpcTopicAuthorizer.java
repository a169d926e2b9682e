package dev.belay.realtime;

import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.sql.RpcRow;
import dev.belay.support.ConfigurationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asks {@code belay.decide_topic}, which is what row-level security asks. */
final class RpcTopicAuthorizer implements TopicAuthorizer {

  /** What {@code authorize_topics} takes at once. */
  private static final int MOST_AT_ONCE = 1000;

  private static final RpcCall AUTHORIZE = RpcCall.of("authorize_topics").idempotent();
  private static final RpcCall EXPLAIN = RpcCall.of("explain_topic").idempotent();
  private static final TopicDecision MALFORMED = new TopicDecision(TopicReason.MALFORMED_TOPIC);

  private final RpcClient rpc;

  RpcTopicAuthorizer(RpcClient rpc) {
    this.rpc = rpc;
  }

  @Override
  public List<TopicDecision> authorizeAll(@Nullable UUID userId, List<TopicRequest> requests) {
    Set<TopicRequest> toAsk = new LinkedHashSet<>();
    for (TopicRequest request : requests) {
      if (TopicText.canBeSent(request.topic())) {
        toAsk.add(request);
      }
    }
    Map<TopicRequest, TopicDecision> answers = ask(userId, List.copyOf(toAsk));
    return requests.stream().map(request -> answers.getOrDefault(request, MALFORMED)).toList();
  }

  private Map<TopicRequest, TopicDecision> ask(@Nullable UUID userId, List<TopicRequest> requests) {
    Map<TopicRequest, TopicDecision> answers = new HashMap<>();
    for (int from = 0; from < requests.size(); from += MOST_AT_ONCE) {
      List<TopicRequest> part =
          requests.subList(from, Math.min(from + MOST_AT_ONCE, requests.size()));
      List<TopicDecision> decisions = askAtOnce(userId, part);
      for (int i = 0; i < part.size(); i++) {
        answers.put(part.get(i), decisions.get(i));
      }
    }
    return answers;
  }

  private List<TopicDecision> askAtOnce(@Nullable UUID userId, List<TopicRequest> requests) {
    RpcCall call =
        AUTHORIZE.with("p_user_id", userId).with("p_requests", RequestArray.of(requests));
    List<Numbered> rows = rpc.rows(call, RpcTopicAuthorizer::numbered);
    boolean complete = rows.size() == requests.size();
    List<TopicDecision> decisions = new ArrayList<>();
    for (Numbered row : rows) {
      decisions.add(row.decision());
      complete &= row.ordinal() == decisions.size();
    }
    if (!complete) {
      throw new ConfigurationException("authorize_topics decided something else than was asked");
    }
    return decisions;
  }

  @Override
  public TopicExplanation explain(
      @Nullable UUID userId, @Nullable String topic, TopicOperation operation) {
    Objects.requireNonNull(operation, "operation");
    if (!TopicText.canBeSent(topic)) {
      return new TopicExplanation(MALFORMED, null, null, null);
    }
    RpcCall call =
        EXPLAIN
            .with("p_user_id", userId)
            .with("p_topic", topic)
            .with("p_operation", operation.word());
    List<TopicExplanation> rows = rpc.rows(call, RpcTopicAuthorizer::explanation);
    if (rows.size() != 1) {
      throw new ConfigurationException("explain_topic returned other than one row");
    }
    return rows.get(0);
  }

  private static TopicExplanation explanation(RpcRow row) {
    return new TopicExplanation(
        decision(row),
        row.text("kind").orElse(null),
        row.text("rule").orElse(null),
        row.text("fact").orElse(null));
  }

  /** Fails closed where the two columns contradict each other or the reason is not known. */
  private static TopicDecision decision(RpcRow row) {
    boolean allowed = row.bool("allowed").orElse(false);
    TopicReason reason = row.text("reason").map(TopicReason::of).orElse(TopicReason.UNRECOGNIZED);
    boolean consistent = allowed == (reason == TopicReason.ALLOWED);
    return new TopicDecision(consistent ? reason : TopicReason.UNRECOGNIZED);
  }

  private static Numbered numbered(RpcRow row) {
    return new Numbered(row.integer("ordinal").orElse(0L), decision(row));
  }

  /** A decision, and which request it is for, counted from one. */
  private record Numbered(long ordinal, TopicDecision decision) {}
}
