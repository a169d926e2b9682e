package dev.belay.webhook.internal;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Sha256;
import java.util.regex.Pattern;

/**
 * Ids that services take which are choosier than we are: what is not plain is hashed, and stays the
 * same for the same id.
 */
public final class SafeId {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]{1,128}");
  private static final String HASHED = "sha256-";

  private SafeId() {}

  /**
   * Makes an id of 1 to 128 letters, digits and {@code ._-}.
   *
   * @param id any text that is not blank
   * @return the same id if it is plain, else {@code sha256-} and its hash in hex
   * @throws InvalidArgumentException if the id is blank
   */
  public static String of(String id) {
    if (id.isBlank()) {
      throw new InvalidArgumentException("An id must not be blank");
    }
    // An id that looks like a hash is hashed too, so that nobody can choose somebody else's.
    return PLAIN.matcher(id).matches() && !id.startsWith(HASHED) ? id : HASHED + Sha256.hex(id);
  }
}
