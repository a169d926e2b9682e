package dev.belay.byok;

import dev.belay.byok.envelope.EnvelopeCipher;
import dev.belay.byok.envelope.EnvelopeException;
import dev.belay.byok.envelope.EnvelopeException.Reason;
import dev.belay.support.ConfigurationException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.util.Objects;

/** The form of an API key: what an HTTP header can carry unharmed, and not too much of it. */
final class ApiKeys {

  static final int MAX_LENGTH = 2048;

  private ApiKeys() {}

  /** A key that a user brings. */
  static Secret checked(Secret apiKey) {
    String text = Objects.requireNonNull(apiKey, "apiKey").reveal();
    if (text.length() > MAX_LENGTH) {
      throw new InvalidArgumentException("An API key has at most " + MAX_LENGTH + " characters");
    }
    if (!isVisibleAscii(text)) {
      throw new InvalidArgumentException(
          "An API key is visible ASCII text without spaces, line breaks or control characters");
    }
    if (EnvelopeCipher.isEnvelope(text)) {
      throw new InvalidArgumentException("An API key is stored as it is, not as an envelope");
    }
    return apiKey;
  }

  /**
   * A key that lies in the database without an envelope. Others than this library may have written
   * it; text that no header can carry would be shown by whoever refuses that header.
   */
  static Secret checkedStored(String stored) {
    if (stored.isEmpty()) {
      throw new EnvelopeException(Reason.MISSING);
    }
    if (!isVisibleAscii(stored)) {
      throw new EnvelopeException(Reason.MALFORMED);
    }
    return Secret.of(stored);
  }

  /** A key of the team's own, from the environment. */
  static Secret checkedServerKey(String variable, Secret apiKey) {
    if (apiKey.reveal().length() > MAX_LENGTH || !isVisibleAscii(apiKey.reveal())) {
      throw new ConfigurationException(
          variable
              + " must be visible ASCII text without white space, at most "
              + MAX_LENGTH
              + " characters");
    }
    return apiKey;
  }

  private static boolean isVisibleAscii(String text) {
    return text.chars().allMatch(c -> c > ' ' && c <= '~');
  }
}
