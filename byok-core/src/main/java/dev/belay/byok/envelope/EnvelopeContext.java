package dev.belay.byok.envelope;

import dev.belay.support.InvalidArgumentException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * For whom an envelope is sealed: it opens for the same user and service only. Immutable.
 *
 * @param userId the user who owns the key, not the nil UUID
 * @param service the service that the key is for, 1 to 64 visible ASCII characters; brought to the
 *     form that the database keeps, without outer white space and in lower case
 */
public record EnvelopeContext(UUID userId, String service) {

  private static final Pattern SERVICE = Pattern.compile("[!-~]{1,64}");
  private static final UUID NIL = new UUID(0, 0);

  /**
   * Normalises the service and checks both parts.
   *
   * @param userId the user who owns the key
   * @param service the service that the key is for
   * @throws InvalidArgumentException if the user is the nil UUID or the service is of another form
   */
  public EnvelopeContext {
    Objects.requireNonNull(userId, "userId");
    service = Objects.requireNonNull(service, "service").strip().toLowerCase(Locale.ROOT);
    if (userId.equals(NIL)) {
      throw new InvalidArgumentException("An envelope is for one user: the nil UUID is none");
    }
    if (!SERVICE.matcher(service).matches()) {
      throw new InvalidArgumentException("A service has 1 to 64 visible ASCII characters");
    }
  }

  /**
   * The bytes that the cipher authenticates beside the key. Every part of variable length has its
   * length before it, so that no two contexts give the same bytes.
   */
  byte[] associatedData(String keyId) {
    byte[] format = ascii(EnvelopeText.FORMAT);
    byte[] key = ascii(keyId);
    byte[] name = ascii(service);
    return ByteBuffer.allocate(19 + format.length + key.length + name.length)
        .put((byte) format.length)
        .put(format)
        .put((byte) key.length)
        .put(key)
        .putLong(userId.getMostSignificantBits())
        .putLong(userId.getLeastSignificantBits())
        .put((byte) name.length)
        .put(name)
        .array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
