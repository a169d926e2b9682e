package dev.belay.realtime.channel;

import dev.belay.support.Secret;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where a channel takes its user's access token from: asked before every join, and again shortly
 * before the token's time is over, so that no join brings an old one.
 *
 * <p>Implementations are safe for use by many threads. They are called on a thread of their own and
 * may wait, for a refresh for example, up to 30 seconds.
 */
@FunctionalInterface
public interface AccessTokenSource {

  /**
   * Gives the token.
   *
   * @param fresh true where the last one was refused as too old or is about to be: give another
   *     one, refreshed
   * @return the token, or empty where nobody is signed in, which closes the channel
   */
  Optional<Secret> accessToken(boolean fresh);

  /**
   * A source that is asked for a token and is not told whether it must be another one.
   *
   * @param supplier gives the token at hand
   * @return the source
   */
  static AccessTokenSource of(Supplier<Secret> supplier) {
    Objects.requireNonNull(supplier, "supplier");
    return fresh -> Optional.of(supplier.get());
  }
}
