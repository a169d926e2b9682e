package dev.belay.webhook.send.internal;

import dev.belay.support.http.HttpCall;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The request of one attempt: the runbook's headers ("Database Webhooks") and those of Standard
 * Webhooks, over the bytes as they are stored.
 */
final class DeliveryRequest {

  static final String EVENT_TYPE = "X-Event-Type";
  static final String TABLE = "X-Table";
  static final String SIGNATURE_HMAC = "X-Signature-HMAC";
  static final String ID = "webhook-id";
  static final String TIMESTAMP = "webhook-timestamp";
  static final String SIGNATURE = "webhook-signature";

  /** So much of an answer is read for the sake of the connection; what it says does not matter. */
  private static final int ANSWER_BYTES = 64 * 1024;

  private static final Pattern PLAIN = Pattern.compile("[\\x21-\\x7e]+");

  private DeliveryRequest() {}

  static HttpCall of(ClaimedDelivery delivery, Target target, URI url, Instant now) {
    byte[] body = delivery.payload().getBytes(StandardCharsets.UTF_8);
    String id = delivery.eventId().toString();
    HttpCall.Builder call =
        HttpCall.post(url)
            .body("application/json", body)
            .header(EVENT_TYPE, delivery.operation())
            .header(TABLE, plain(delivery.table()))
            .header(ID, id)
            .header(TIMESTAMP, Long.toString(now.getEpochSecond()))
            .timeout(target.policy().timeout())
            .responseLimit(ANSWER_BYTES)
            .discardBody();
    // Of the span of this attempt, and no baggage: that could say something about somebody.
    W3CTraceContextPropagator.getInstance()
        .inject(Context.current(), call, DeliveryRequest::header);
    target.secrets().hmac(body, now).ifPresent(value -> call.header(SIGNATURE_HMAC, value));
    target.secrets().standard(id, body, now).ifPresent(value -> call.header(SIGNATURE, value));
    return call.build();
  }

  private static void header(HttpCall.@Nullable Builder call, String name, String value) {
    if (call != null) { // never null, though the interface would let it be
      call.header(name, value);
    }
  }

  /** PostgreSQL lets a table's name hold anything, a header does not. */
  private static String plain(String table) {
    return PLAIN.matcher(table).matches()
        ? table
        : URLEncoder.encode(table, StandardCharsets.UTF_8);
  }
}
