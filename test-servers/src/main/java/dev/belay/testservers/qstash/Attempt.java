package dev.belay.testservers.qstash;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What came of one delivery; status 0 where there was no answer. */
record Attempt(int status, Map<String, List<String>> headers, Bytes body) {

  private static final int NON_RETRYABLE = 489;

  static Attempt unanswered() {
    return new Attempt(0, Map.of(), Bytes.NONE);
  }

  boolean succeeded() {
    return status >= 200 && status < 300;
  }

  /** The worker says that the message can never be handled. */
  boolean isFinal() {
    return status == NON_RETRYABLE
        && header("Upstash-NonRetryable-Error").filter("true"::equals).isPresent();
  }

  Optional<String> header(String name) {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .flatMap(header -> header.getValue().stream())
        .findFirst();
  }

  @Override
  public String toString() {
    return "Attempt[status=" + status + ", " + body + "]";
  }
}
