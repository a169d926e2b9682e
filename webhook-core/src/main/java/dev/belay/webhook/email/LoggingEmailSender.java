package dev.belay.webhook.email;

import dev.belay.webhook.internal.SafeId;
import org.slf4j.Logger;

/** Sends nothing and says so, for development and for tests. */
final class LoggingEmailSender implements EmailSender {

  private final Logger logger;

  LoggingEmailSender(Logger logger) {
    this.logger = logger;
  }

  @Override
  public EmailReceipt send(Email email, String idempotencyKey) {
    String id = SafeId.of(idempotencyKey);
    logger.warn(
        "An e-mail to {} recipient(s), text of {} characters, was not sent: no provider is set",
        email.to().size(),
        email.text().length());
    return new EmailReceipt("not-sent-" + id);
  }
}
