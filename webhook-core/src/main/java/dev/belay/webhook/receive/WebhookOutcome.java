package dev.belay.webhook.receive;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a handler tells the sender of an event that is done. Immutable.
 *
 * <p>The sender gets it as JSON beside {@code "ok": true}, and gets it again whenever it repeats
 * the event. The names {@code ok} and {@code duplicate} are the endpoint's own.
 */
public final class WebhookOutcome {

  private static final WebhookOutcome DONE = new WebhookOutcome(Map.of());

  private final Map<String, Object> values;

  private WebhookOutcome(Map<String, Object> values) {
    this.values = values;
  }

  /**
   * It is done, and there is nothing to say.
   *
   * @return an outcome without values
   */
  public static WebhookOutcome done() {
    return DONE;
  }

  /**
   * It is done, with one thing to say.
   *
   * @param name the name in the answer
   * @param value see {@link #and}
   * @return an outcome with that value
   */
  public static WebhookOutcome with(String name, Object value) {
    return DONE.and(name, value);
  }

  /**
   * There was nothing to do.
   *
   * @param reason a word that says why, such as {@code trip_not_found}
   * @return an outcome with {@code skipped} and {@code reason}
   */
  public static WebhookOutcome skipped(String reason) {
    return with("skipped", true).and("reason", reason);
  }

  /**
   * The same outcome with another value.
   *
   * @param name the name in the answer
   * @param value a text, a number, a boolean, or a collection or a map of such
   * @return a copy
   */
  public WebhookOutcome and(String name, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(values);
    changed.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
    return new WebhookOutcome(Collections.unmodifiableMap(changed));
  }

  /** What the answer says besides {@code ok}. */
  Map<String, Object> values() {
    return values;
  }

  /** The names alone. */
  @Override
  public String toString() {
    return "WebhookOutcome" + values.keySet();
  }
}
