package dev.belay.webhook.email;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpReply;
import dev.belay.support.http.HttpTransport;
import dev.belay.webhook.internal.JsonValue;
import dev.belay.webhook.internal.SafeId;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;

/**
 * Sends through Resend (Resend, "Send Email"). Each request has an idempotency key, so that it may
 * be sent again: Resend keeps the key for a day, and then answers as before without sending.
 */
final class ResendEmailSender implements EmailSender {

  private static final JsonFactory JSON = new JsonFactory();

  private final HttpTransport http;
  private final URI emails;
  private final Secret apiKey;
  private final EmailAddress from;
  private final Duration timeout;

  ResendEmailSender(
      HttpTransport http, URI base, Secret apiKey, EmailAddress from, Duration timeout) {
    this.http = http;
    this.emails = URI.create(base + "/emails");
    this.apiKey = apiKey;
    this.from = from;
    this.timeout = timeout;
  }

  @Override
  public EmailReceipt send(Email email, String idempotencyKey) {
    HttpReply reply =
        http.exchange(
            HttpCall.post(emails)
                .bearer(apiKey)
                .header("Idempotency-Key", SafeId.of(idempotencyKey))
                .json(json(email))
                .timeout(timeout)
                .idempotent(true)
                .build());
    if (!reply.isSuccess()) {
      throw ResendFaults.of(reply);
    }
    return JsonValue.read(reply.body())
        .flatMap(answer -> answer.get("id").text())
        .map(EmailReceipt::new)
        .orElseThrow(() -> ResendFaults.unexpected(reply));
  }

  private String json(Email email) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("from", from.formatted());
      json.writeArrayFieldStart("to");
      for (EmailAddress recipient : email.to()) {
        json.writeString(recipient.address());
      }
      json.writeEndArray();
      json.writeStringField("subject", email.subject());
      json.writeStringField("text", email.text());
      if (email.html().isPresent()) {
        json.writeStringField("html", email.html().get());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("A text in memory can always be written", e);
    }
    return text.toString();
  }
}
