package dev.belay.webhook.email;

/**
 * Sends e-mails. Implementations are safe for use by many threads.
 *
 * <p>Whatever keeps an e-mail from being sent is an exception, so that the job that sends it fails
 * and is tried again. No exception and no log line holds an address, a subject or a text.
 */
public interface EmailSender {

  /**
   * Sends an e-mail, and waits until the provider has taken it.
   *
   * @param email the e-mail
   * @param idempotencyKey what makes it the same e-mail when it is sent again: an event's id and
   *     what is told of it, and never something that is drawn for each attempt; not blank
   * @return the provider's receipt
   * @throws dev.belay.support.InvalidArgumentException if the provider refuses the e-mail, or the
   *     key is blank: to try again is of no use
   * @throws dev.belay.support.ConflictException if another e-mail was sent under the same key: to
   *     try again is of no use
   * @throws dev.belay.support.AccessDeniedException if the provider does not accept the key or
   *     password
   * @throws dev.belay.support.ConfigurationException if the sender's address may not be used
   * @throws EmailLimitException if a limit or quota is reached
   * @throws dev.belay.support.BackendUnavailableException if the provider cannot be reached or
   *     fails; with {@code retryable()}
   */
  EmailReceipt send(Email email, String idempotencyKey);
}
