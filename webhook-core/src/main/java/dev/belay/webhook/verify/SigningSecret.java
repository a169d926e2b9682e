package dev.belay.webhook.verify;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A secret, and when it is valid. Immutable.
 *
 * <p>While a secret is being replaced both sides know two of them, and the end of the old one is
 * written down instead of remembered:
 *
 * <pre>{@code
 * SigningSecret.of(next);
 * SigningSecret.of(previous).until(Instant.parse("2026-12-01T00:00:00Z"));
 * }</pre>
 *
 * @param secret the secret's text
 * @param notBefore from when on it is valid
 * @param notAfter from when on it is no longer valid; later than {@code notBefore}
 */
public record SigningSecret(Secret secret, Instant notBefore, Instant notAfter) {

  /**
   * Checks that there is a time at which it is valid.
   *
   * @param secret see above
   * @param notBefore see above
   * @param notAfter see above
   * @throws InvalidArgumentException if {@code notAfter} is not later than {@code notBefore}
   */
  public SigningSecret {
    Objects.requireNonNull(secret, "secret");
    if (!notBefore.isBefore(notAfter)) {
      throw new InvalidArgumentException("A secret's notAfter must be later than its notBefore");
    }
  }

  /**
   * A secret that is always valid.
   *
   * @param secret the secret
   * @return the secret with an open window
   */
  public static SigningSecret of(Secret secret) {
    return new SigningSecret(secret, Instant.MIN, Instant.MAX);
  }

  /**
   * The same secret, valid from a time on.
   *
   * @param time the first instant at which it is valid
   * @return a copy
   * @throws InvalidArgumentException if it ends before it begins
   */
  public SigningSecret from(Instant time) {
    return new SigningSecret(secret, time, notAfter);
  }

  /**
   * The same secret, valid until a time.
   *
   * @param time the first instant at which it is no longer valid
   * @return a copy
   * @throws InvalidArgumentException if it ends before it begins
   */
  public SigningSecret until(Instant time) {
    return new SigningSecret(secret, notBefore, time);
  }

  /**
   * The secret of a variable, and the one before it: {@code NAME}, {@code NAME_PREVIOUS} and {@code
   * NAME_PREVIOUS_UNTIL}, the end of the overlap such as {@code 2026-12-01T00:00:00Z}. Without that
   * end the previous one is valid as long as it is set.
   *
   * @param environment the variables
   * @param name the name, such as {@code HMAC_SECRET}
   * @return the secrets that are set, none where none is
   * @throws ConfigurationException if the end is not a time in ISO 8601 with an offset
   */
  public static List<SigningSecret> fromEnvironment(Environment environment, String name) {
    List<SigningSecret> secrets = new ArrayList<>();
    environment.secret(name).map(SigningSecret::of).ifPresent(secrets::add);
    Instant end =
        environment.get(name + "_PREVIOUS_UNTIL").map(SigningSecret::time).orElse(Instant.MAX);
    environment
        .secret(name + "_PREVIOUS")
        .map(secret -> SigningSecret.of(secret).until(end))
        .ifPresent(secrets::add);
    return List.copyOf(secrets);
  }

  private static Instant time(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException malformed) {
      throw new ConfigurationException(
          "The end of a previous secret must be a time such as 2026-12-01T00:00:00Z");
    }
  }

  /** Whether it always is valid, so that no clock has to be asked. */
  boolean isUnbounded() {
    return notBefore.equals(Instant.MIN) && notAfter.equals(Instant.MAX);
  }

  boolean isValidAt(Instant now) {
    return !now.isBefore(notBefore) && now.isBefore(notAfter);
  }
}
