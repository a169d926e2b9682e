package dev.belay.testservers.qstash;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/** Carries one message to its destination, signed. */
final class Courier {

  private static final Duration LONGEST = Duration.ofMinutes(15);

  /** What the client sets itself or forbids. */
  private static final Set<String> NOT_FORWARDED =
      Set.of("connection", "content-length", "expect", "host", "upgrade");

  private final SigningKeys keys;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .proxy(HttpClient.Builder.NO_PROXY)
          .build();

  Courier(SigningKeys keys) {
    this.keys = keys;
  }

  /** Delivers once; an exchange that fails is an attempt without an answer. */
  @SuppressWarnings("UnusedException") // The service does not know more either.
  Attempt deliver(Message message) {
    try {
      HttpResponse<byte[]> answer =
          http.send(request(message), HttpResponse.BodyHandlers.ofByteArray());
      return new Attempt(answer.statusCode(), answer.headers().map(), Bytes.of(answer.body()));
    } catch (IOException | IllegalArgumentException e) {
      return Attempt.unanswered();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Attempt.unanswered();
    }
  }

  private HttpRequest request(Message message) {
    Order order = message.order();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(order.url()))
            .timeout(order.timeout().orElse(LONGEST))
            .method(order.method(), HttpRequest.BodyPublishers.ofByteArray(order.body().array()));
    if (order.contentType() != null) {
      request.setHeader("Content-Type", order.contentType());
    }
    order
        .control()
        .forwarded()
        .forEach(
            (name, value) -> {
              if (!NOT_FORWARDED.contains(name.toLowerCase(Locale.ROOT))) {
                request.setHeader(name, value);
              }
            });
    // The verifier's clock is the real one, whatever the time of the deliveries is.
    String token =
        MessageToken.sign(keys.current(), order.url(), order.body().array(), Instant.now());
    request
        .setHeader("User-Agent", "Upstash-QStash")
        .setHeader("Upstash-Signature", token)
        .setHeader("Upstash-Message-Id", message.id())
        .setHeader("Upstash-Retried", String.valueOf(message.retried()))
        .setHeader("Upstash-Region", "US-EAST-1")
        .setHeader("Upstash-Caller-Ip", "127.0.0.1");
    if (order.scheduleId() != null) {
      request.setHeader("Upstash-Schedule-Id", order.scheduleId());
    }
    if (order.topic() != null) {
      request.setHeader("Upstash-Topic-Name", order.topic());
    }
    return request.build();
  }
}
