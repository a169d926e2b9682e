package dev.belay.webhook.verify;

import dev.belay.webhook.WebhookHeaders;
import dev.belay.webhook.WebhookVerificationException;

/**
 * Proves who sent a request. Implementations are safe for use by many threads and never write to
 * the body.
 *
 * <p>A verifier throws where others return false, since a boolean can be overlooked. It takes the
 * bytes as they came: a body that was parsed and written anew is another one.
 */
@FunctionalInterface
public interface WebhookVerifier {

  /**
   * Verifies one request.
   *
   * @param headers its headers
   * @param body its body, as it came
   * @return what the signature vouches for besides the body
   * @throws WebhookVerificationException if it is refused
   */
  Verification verify(WebhookHeaders headers, byte[] body);
}
