package dev.belay.webhook.verify;

import dev.belay.webhook.WebhookHeaders;
import dev.belay.webhook.WebhookVerificationException;
import dev.belay.webhook.WebhookVerificationException.Reason;
import java.util.List;

/** Reads a header that must be there once. */
final class SignatureHeader {

  private SignatureHeader() {}

  /**
   * The one value of a header.
   *
   * @param absent the reason if it is missing or blank
   * @param tooLong the reason if it has more than {@code longest} characters
   */
  static String read(
      WebhookHeaders headers, String name, int longest, Reason absent, Reason tooLong) {
    List<String> values = headers.values(name);
    if (values.isEmpty()) {
      throw new WebhookVerificationException(absent);
    }
    if (values.size() > 1) {
      throw new WebhookVerificationException(Reason.DUPLICATE_HEADER);
    }
    String value = values.get(0);
    if (value.isEmpty()) {
      throw new WebhookVerificationException(absent);
    }
    if (value.length() > longest) {
      throw new WebhookVerificationException(tooLong);
    }
    return value;
  }
}
