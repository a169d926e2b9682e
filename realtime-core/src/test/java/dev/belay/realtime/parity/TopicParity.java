package dev.belay.realtime.parity;

import dev.belay.realtime.TopicAuthorizer;
import dev.belay.realtime.TopicDecision;
import dev.belay.realtime.TopicOperation;
import dev.belay.realtime.TopicRequest;
import dev.belay.realtime.parity.RowLevelSecurity.Rights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Asks all who decide, and says where they differ. Row-level security gives no reasons, so it is
 * held to the bare decision, the authorizers to the reason too.
 */
public final class TopicParity {

  private final Map<String, TopicAuthorizer> authorizers;
  private final RowLevelSecurity security;
  private long decisions;
  private long allowed;
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
    List<String> distinct = List.copyOf(new LinkedHashSet<>(topics));
    List<TopicRequest> requests = new ArrayList<>();
    for (String topic : distinct) {
      requests.add(TopicRequest.read(topic));
      requests.add(TopicRequest.write(topic));
    }
    List<String> sendable = distinct.stream().filter(TopicParity::isText).toList();
    CompletableFuture<List<Rights>> asked =
        CompletableFuture.supplyAsync(() -> security.rights(user, sendable));
    Map<String, CompletableFuture<List<TopicDecision>>> asking = new LinkedHashMap<>();
    authorizers.forEach(
        (name, authorizer) ->
            asking.put(
                name,
                CompletableFuture.supplyAsync(() -> authorizer.authorizeAll(user, requests))));
    Map<String, List<TopicDecision>> answers = new LinkedHashMap<>();
    asking.forEach((name, answer) -> answers.put(name, answer.join()));
    List<Rights> rights = asked.join();
    List<String> differences = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < requests.size(); i++) {
      TopicRequest request = requests.get(i);
      boolean sent = isText(String.valueOf(request.topic()));
      Rights own = sent ? rights.get(next / 2) : new Rights(false, false, false);
      next += sent ? 1 : 0;
      unsendable += sent ? 0 : 1;
      decisions += sent ? 1 : 0;
      compare(user, request, i, answers, own, differences);
    }
    return differences;
  }

  private void compare(
      @Nullable UUID user,
      TopicRequest request,
      int at,
      Map<String, List<TopicDecision>> answers,
      Rights own,
      List<String> differences) {
    boolean mayIt = request.operation() == TopicOperation.READ ? own.readable() : own.writable();
    TopicDecision first = answers.values().iterator().next().get(at);
    boolean agreed =
        mayIt == first.allowed()
            && !own.torn()
            && answers.values().stream().allMatch(answer -> answer.get(at).equals(first));
    allowed += mayIt ? 1 : 0;
    if (!agreed) {
      StringBuilder line = new StringBuilder();
      line.append(user).append(' ').append(request.operation()).append(' ').append(shown(request));
      answers.forEach(
          (name, answer) ->
              line.append(", ").append(name).append(": ").append(answer.get(at).reason()));
      differences.add(line.append(", policies: ").append(own).toString());
    }
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

  /** How many of them were leaves. */
  public long allowed() {
    return allowed;
  }

  /** How many the authorizers alone have made, since the text cannot be sent to the database. */
  public long unsendable() {
    return unsendable;
  }
}
