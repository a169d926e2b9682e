package dev.belay.webhook.idempotency;

import dev.belay.support.InvalidArgumentException;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One event at one handler. Two handlers of the same event have two keys, so that what the first
 * has done does not keep the second from its part.
 *
 * @param scope the handler: 1 to 64 letters, digits and {@code ._/-}
 * @param id the event: 1 to 512 characters, none of them U+0000 or half of a surrogate pair
 */
public record IdempotencyKey(String scope, String id) {

  private static final Pattern SCOPE = Pattern.compile("[A-Za-z0-9._/-]{1,64}");
  private static final int LONGEST_ID = 512;

  /**
   * Checks both parts.
   *
   * @param scope see above
   * @param id see above
   * @throws InvalidArgumentException if either is of another form
   */
  public IdempotencyKey {
    if (!SCOPE.matcher(Objects.requireNonNull(scope, "scope")).matches()) {
      throw new InvalidArgumentException("A scope must be 1 to 64 letters, digits and ._/-");
    }
    Objects.requireNonNull(id, "id");
    if (id.isEmpty() || id.codePointCount(0, id.length()) > LONGEST_ID || !Texts.storable(id)) {
      throw new InvalidArgumentException(
          "An event's id must be 1 to 512 characters without U+0000 and half surrogate pairs");
    }
  }

  /** The scope alone: an id comes from outside. */
  @Override
  public String toString() {
    return "IdempotencyKey[" + scope + "]";
  }
}
