package dev.belay.realtime;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A decision, with what decided it. For operators: show it to no user, since rules have the names
 * of the application's SQL functions. It says nothing of others than the user who was asked for.
 * Immutable.
 */
public final class TopicExplanation {

  private final TopicDecision decision;
  private final @Nullable String kind;
  private final @Nullable String rule;
  private final @Nullable String fact;

  TopicExplanation(
      TopicDecision decision, @Nullable String kind, @Nullable String rule, @Nullable String fact) {
    this.decision = Objects.requireNonNull(decision, "decision");
    this.kind = kind;
    this.rule = rule;
    this.fact = fact;
  }

  /**
   * The same decision that {@link TopicAuthorizer#authorize} makes.
   *
   * @return the decision
   */
  public TopicDecision decision() {
    return decision;
  }

  /**
   * The prefix under which the topic's kind is registered.
   *
   * @return such as {@code trip}, or empty where there is no such kind
   */
  public Optional<String> kind() {
    return Optional.ofNullable(kind);
  }

  /**
   * The SQL function that was to decide.
   *
   * @return such as {@code travel.can_read_trip}, or empty where none was asked
   */
  public Optional<String> rule() {
    return Optional.ofNullable(rule);
  }

  /**
   * The user's own relation to the thing, in the words of the kind's explaining function.
   *
   * @return such as {@code collaborator (viewer)}, or empty where there is no such function or it
   *     has nothing to say, also where the thing does not exist
   */
  public Optional<String> fact() {
    return Optional.ofNullable(fact);
  }

  @Override
  public String toString() {
    return "TopicExplanation[" + decision.reason() + ", kind=" + kind + ", rule=" + rule + "]";
  }
}
