package dev.belay.webhook.receive;

import dev.belay.webhook.WebhookHeaders;
import dev.belay.webhook.WebhookVerificationException;
import dev.belay.webhook.WebhookVerificationException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Reads a body to its end or to a limit, whichever comes first. */
final class LimitedBody {

  private LimitedBody() {}

  static byte[] read(WebhookRequest request, int limit) {
    if (announced(request.headers()) > limit) {
      throw new WebhookVerificationException(Reason.PAYLOAD_TOO_LARGE);
    }
    byte[] body = read(request.body(), limit);
    if (body.length > limit) {
      throw new WebhookVerificationException(Reason.PAYLOAD_TOO_LARGE);
    }
    return body;
  }

  private static byte[] read(InputStream body, int limit) {
    try {
      return body.readNBytes(limit + 1);
    } catch (IOException cutOff) { // its message can be anything
      throw new WebhookVerificationException(Reason.BODY_READ_ERROR);
    }
  }

  /** Only saves the reading: what counts is what comes. */
  private static long announced(WebhookHeaders headers) {
    List<String> values = headers.values("Content-Length");
    try {
      return values.size() == 1 ? Long.parseLong(values.get(0)) : -1;
    } catch (NumberFormatException nonsense) {
      return -1;
    }
  }
}
