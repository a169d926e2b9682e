package dev.belay.byok;

import dev.belay.byok.envelope.EnvelopeException;
import dev.belay.support.Secret;
import java.util.Optional;
import java.util.Set;

/**
 * All that a user has stored, read at one moment. The keys stay sealed until they are asked for,
 * and each key that is handed out is recorded as a read.
 *
 * <p>Safe for use by many threads. Do not keep it: it does not see later changes. Its text form
 * shows services only.
 */
public interface UserCredentials {

  /**
   * The services for which the user has stored a key.
   *
   * @return an immutable set
   */
  Set<ProviderId> services();

  /**
   * Opens a key and records the read. Use {@link #use} where the key goes out to its provider.
   *
   * @param service the service
   * @return the key, or empty where the user has stored none
   * @throws EnvelopeException if what is stored cannot be opened
   */
  Optional<Secret> open(ProviderId service);

  /**
   * Opens a key in order to use it: records the read and moves {@code last_used}.
   *
   * @param service the service
   * @return the key, or empty where the user has stored none
   * @throws EnvelopeException if what is stored cannot be opened
   */
  Optional<Secret> use(ProviderId service);

  /**
   * The base URL of the user's own gateway, as it is stored. Check it again before use with {@link
   * GatewayUrlPolicy#check(String)}.
   *
   * @return the URL, or empty for the default gateway
   */
  Optional<String> gatewayBaseUrl();

  /**
   * Whether the user has agreed to the team's gateway.
   *
   * @return false unless the user has said yes
   */
  boolean gatewayFallbackAllowed();
}
