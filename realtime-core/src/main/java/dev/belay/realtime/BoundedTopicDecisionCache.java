package dev.belay.realtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keeps the newest decisions; the oldest goes when it is full. */
final class BoundedTopicDecisionCache implements TopicDecisionCache {

  private final TopicAuthorizer delegate;
  private final Duration age;
  private final int mostEntries;
  private final Clock clock;

  private final Object lock = new Object();

  /** In the order in which they came, so that the first is the oldest. */
  private final Map<Question, Kept> kept = new LinkedHashMap<>();

  /** Counts what was forgotten: an answer to a question asked before that is not kept. */
  private long forgotten;

  /** Counts the answers that were kept, so that it is known which came in during a question. */
  private long answers;

  BoundedTopicDecisionCache(TopicAuthorizer delegate, Duration age, int mostEntries, Clock clock) {
    this.delegate = delegate;
    this.age = age;
    this.mostEntries = mostEntries;
    this.clock = clock;
  }

  @Override
  public List<TopicDecision> authorizeAll(@Nullable UUID userId, List<TopicRequest> requests) {
    if (userId == null) {
      return delegate.authorizeAll(null, requests);
    }
    Instant now = clock.instant();
    List<Optional<TopicDecision>> known = new ArrayList<>();
    Moment begun;
    synchronized (lock) {
      begun = new Moment(now, forgotten, answers);
      requests.forEach(request -> known.add(find(new Question(userId, request), now)));
    }
    List<TopicRequest> unknown = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      if (known.get(i).isEmpty()) {
        unknown.add(requests.get(i));
      }
    }
    if (unknown.isEmpty()) {
      return known.stream().flatMap(Optional::stream).toList();
    }
    List<TopicDecision> asked = delegate.authorizeAll(userId, unknown);
    keep(userId, unknown, asked, begun);
    Iterator<TopicDecision> rest = asked.iterator();
    return known.stream().map(decision -> decision.orElseGet(rest::next)).toList();
  }

  private Optional<TopicDecision> find(Question question, Instant now) {
    Kept entry = kept.get(question);
    if (entry == null) {
      return Optional.empty();
    }
    // One from the future was kept before the clock was set back: nobody knows how old it is.
    boolean current = !now.isBefore(entry.asked()) && now.isBefore(entry.asked().plus(age));
    return current ? Optional.of(entry.decision()) : Optional.empty();
  }

  private void keep(
      UUID userId, List<TopicRequest> requests, List<TopicDecision> decisions, Moment begun) {
    synchronized (lock) {
      if (forgotten != begun.forgotten()) {
        return;
      }
      answers++;
      for (int i = 0; i < requests.size(); i++) {
        if (isARulesWord(decisions.get(i))) {
          keep(new Question(userId, requests.get(i)), decisions.get(i), begun);
        }
      }
      Iterator<Question> oldest = kept.keySet().iterator();
      while (kept.size() > mostEntries) {
        oldest.next();
        oldest.remove();
      }
    }
  }

  private void keep(Question question, TopicDecision decision, Moment begun) {
    Kept other = kept.get(question);
    // Of two questions that overlapped, nobody knows which was decided later: the denial stays.
    boolean denied =
        other != null && other.answer() > begun.answers() && !other.decision().allowed();
    if (!denied) {
      kept.remove(question); // so that it goes to the end
      kept.put(question, new Kept(decision, begun.time(), answers));
    }
  }

  private static boolean isARulesWord(TopicDecision decision) {
    return decision.reason() == TopicReason.ALLOWED
        || decision.reason() == TopicReason.DENIED_BY_RULE;
  }

  @Override
  public TopicExplanation explain(
      @Nullable UUID userId, @Nullable String topic, TopicOperation operation) {
    return delegate.explain(userId, topic, operation);
  }

  @Override
  public void forget(UUID userId) {
    synchronized (lock) {
      forgotten++;
      kept.keySet().removeIf(question -> question.userId().equals(userId));
    }
  }

  @Override
  public void forgetAll() {
    synchronized (lock) {
      forgotten++;
      kept.clear();
    }
  }

  private record Question(UUID userId, TopicRequest request) {}

  private record Kept(TopicDecision decision, Instant asked, long answer) {}

  /** When a question began, and what had been forgotten and answered by then. */
  private record Moment(Instant time, long forgotten, long answers) {}
}
