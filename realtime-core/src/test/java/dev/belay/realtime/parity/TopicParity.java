package dev.belay.realtime.parity;

import dev.belay.realtime.TopicAuthorizer;
import dev.belay.realtime.TopicDecision;
import dev.belay.realtime.TopicOperation;
import dev.belay.realtime.TopicRequest;
import dev.belay.realtime.parity.RowLevelSecurity.Rights;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks all who decide, and says where they differ. Row-level security gives no reasons, so it is
 * held to the bare decision, the authorizers to the reason too.
 */
public final class TopicParity {

  private final Map<String, TopicAuthorizer> authorizers;
  private final RowLevelSecurity security;
  private long decisions;
  private long readable;
  private long writable;
  private long unsendable;

  /**
   * The first authorizer is what the others are compared with.
   *
   * @param authorizers by a name for the report
   * @param security the database's own answer
   */
  public TopicParity(Map<String, TopicAuthorizer> authorizers, RowLevelSecurity security) {
    this.authorizers = new LinkedHashMap<>(authorizers);
    this.security = security;
  }

  /** Where anybody differs for a user, as lines to print. Each topic is read and written. */
  public List<String> differences(@Nullable UUID user, List<String> topics) {
    List<TopicRequest> requests =
        topics.stream()
            .distinct()
            .flatMap(topic -> Stream.of(TopicRequest.read(topic), TopicRequest.write(topic)))
            .toList();
    CompletableFuture<Map<String, Rights>> asked =
        CompletableFuture.supplyAsync(() -> rights(user, topics));
    Map<String, List<TopicDecision>> answers = decided(user, requests);
    Map<String, Rights> rights = asked.join();
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      TopicRequest request = requests.get(i);
      Rights own = rights.get(request.topic());
      Map<String, TopicDecision> each = at(i, answers);
      count(request, own);
      if (!agree(each.values(), own, request.operation())) {
        differences.add(line(user, request, each, own));
      }
    }
    return differences;
  }

  private Map<String, Rights> rights(@Nullable UUID user, List<String> topics) {
    List<String> sendable = topics.stream().distinct().filter(TopicParity::isText).toList();
    List<Rights> rights = security.rights(user, sendable);
    Map<String, Rights> byTopic = new HashMap<>();
    for (int i = 0; i < sendable.size(); i++) {
      byTopic.put(sendable.get(i), rights.get(i));
    }
    return byTopic;
  }

  /** All are asked at the same time. */
  private Map<String, List<TopicDecision>> decided(
      @Nullable UUID user, List<TopicRequest> requests) {
    Map<String, CompletableFuture<List<TopicDecision>>> asked = new LinkedHashMap<>();
    authorizers.forEach(
        (name, authorizer) ->
            asked.put(
                name,
                CompletableFuture.supplyAsync(() -> authorizer.authorizeAll(user, requests))));
    Map<String, List<TopicDecision>> answers = new LinkedHashMap<>();
    asked.forEach((name, answer) -> answers.put(name, answer.join()));
    return answers;
  }

  private static Map<String, TopicDecision> at(
      int index, Map<String, List<TopicDecision>> answers) {
    Map<String, TopicDecision> each = new LinkedHashMap<>();
    answers.forEach((name, answer) -> each.put(name, answer.get(index)));
    return each;
  }

  private void count(TopicRequest request, @Nullable Rights own) {
    if (own == null) {
      unsendable++;
    } else {
      decisions++;
      boolean read = request.operation() == TopicOperation.READ;
      readable += read && own.readable() ? 1 : 0;
      writable += !read && own.writable() ? 1 : 0;
    }
  }

  private static boolean agree(
      Collection<TopicDecision> each, @Nullable Rights own, TopicOperation operation) {
    TopicDecision first = each.iterator().next();
    boolean mayIt = own != null && mayIt(own, operation);
    boolean torn = own != null && own.torn();
    return !torn && first.allowed() == mayIt && each.stream().allMatch(first::equals);
  }

  private static boolean mayIt(Rights own, TopicOperation operation) {
    return operation == TopicOperation.READ ? own.readable() : own.writable();
  }

  private static String line(
      @Nullable UUID user,
      TopicRequest request,
      Map<String, TopicDecision> each,
      @Nullable Rights own) {
    StringBuilder line = new StringBuilder();
    line.append(user).append(' ').append(request.operation()).append(' ').append(shown(request));
    each.forEach(
        (name, decision) -> line.append(", ").append(name).append(": ").append(decision.reason()));
    return line.append(", policies: ").append(own).toString();
  }

  private static String shown(TopicRequest request) {
    StringBuilder text = new StringBuilder();
    String.valueOf(request.topic())
        .chars()
        .limit(300)
        .forEach(
            c -> text.append(c > 0x20 && c < 0x7f ? "" + (char) c : String.format("\\u%04x", c)));
    return text.toString();
  }

  /** Whether the database can be given the text at all. */
  private static boolean isText(String topic) {
    return topic.codePoints().noneMatch(c -> c == 0 || (c >= 0xd800 && c <= 0xdfff));
  }

  /** How many decisions all have made. */
  public long decisions() {
    return decisions;
  }

  /** How many of them were leaves to read. */
  public long readable() {
    return readable;
  }

  /** How many of them were leaves to write. */
  public long writable() {
    return writable;
  }

  /** How many the authorizers alone have made, since the text cannot be sent to the database. */
  public long unsendable() {
    return unsendable;
  }

  /** For a test's output. */
  public String report(long seed) {
    return "topic parity, seed %d: %d decisions, %d may be read, %d written; %d cannot be sent"
        .formatted(seed, decisions, readable, writable, unsendable);
  }
}
