package dev.belay.webhook.email;

import java.util.Objects;

/**
 * An e-mail was taken. That is not to say that it has arrived.
 *
 * @param id the provider's id of it
 */
public record EmailReceipt(String id) {

  /**
   * Refuses null.
   *
   * @param id see above
   */
  public EmailReceipt {
    Objects.requireNonNull(id, "id");
  }
}
