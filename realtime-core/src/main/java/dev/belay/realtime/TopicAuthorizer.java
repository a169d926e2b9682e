package dev.belay.realtime;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a user may read or write a topic of Supabase Realtime: what row-level security on
 * {@code realtime.messages} says for the same user, since both ask the same SQL function.
 * Implementations are safe for use by many threads.
 *
 * <p>The one over a database calls {@code authorize_topics} and {@code explain_topic} as a member
 * of {@code service_role} (runbook, "Realtime Operations").
 *
 * <p>What is not allowed by a rule is denied. A malformed topic is a denial with a reason, never an
 * error. That the database could not be asked is an error, never a denial or a leave: {@link
 * dev.belay.support.BackendUnavailableException}; {@link dev.belay.support.AccessDeniedException}
 * where the login may not ask, and {@link dev.belay.support.ConfigurationException} where the
 * schema is absent.
 */
public interface TopicAuthorizer {

  /**
   * Decides one question, in one round trip at most.
   *
   * @param userId the user, whose token has been verified; null if nobody is signed in
   * @param topic any text, as it came from whoever asks, or null
   * @param operation what is to be done
   * @return the decision
   */
  default TopicDecision authorize(
      @Nullable UUID userId, @Nullable String topic, TopicOperation operation) {
    return authorizeAll(userId, List.of(new TopicRequest(topic, operation))).get(0);
  }

  /**
   * Decides many questions of one user, in one round trip for each thousand different ones.
   *
   * @param userId the user, whose token has been verified; null if nobody is signed in
   * @param requests any number of questions; one that comes twice is asked once
   * @return as many decisions, in the same order
   */
  List<TopicDecision> authorizeAll(@Nullable UUID userId, List<TopicRequest> requests);

  /**
   * Decides one question and says what decided it, for operators.
   *
   * @param userId the user, or null for nobody
   * @param topic any text, or null
   * @param operation what is to be done
   * @return the decision, the kind, the rule and the fact
   */
  TopicExplanation explain(@Nullable UUID userId, @Nullable String topic, TopicOperation operation);
}
