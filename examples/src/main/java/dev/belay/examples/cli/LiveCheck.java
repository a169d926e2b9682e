package dev.belay.examples.cli;

import dev.belay.byok.ProviderId;
import dev.belay.byok.ResolvedProvider;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Asks a provider whether it accepts a key, by the one request that costs nothing and that no wrong
 * key passes. OpenRouter and the gateway list their models to anyone, so they are asked about the
 * key itself.
 */
final class LiveCheck {

  private static final Map<ProviderId, String> PATHS =
      Map.of(
          ProviderId.XAI, "/api-key",
          ProviderId.OPENROUTER, "/key",
          ProviderId.GATEWAY, "/credits");
  private static final String DEFAULT_PATH = "/models";

  /** xAI answers 200 for a key that it has blocked, and says so in the body. */
  private static final Pattern BLOCKED =
      Pattern.compile("\"(api_key_blocked|api_key_disabled|team_blocked)\"\\s*:\\s*true");

  private static final int MAX_BODY_BYTES = 1 << 16;

  private final HttpClient http;
  private final Duration deadline;

  LiveCheck(HttpClient http, Duration deadline) {
    this.http = http;
    this.deadline = deadline;
  }

  /** Returns only if the provider accepts the key. What a provider answers is never shown. */
  void requireAccepted(ResolvedProvider resolved) {
    String path = PATHS.getOrDefault(resolved.provider(), DEFAULT_PATH);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(resolved.baseUrl() + path)).timeout(deadline);
    resolved.headers().forEach((name, value) -> request.header(name, value.reveal()));

    Answer answer = send(resolved.baseUrl().getHost(), request.build());
    String host = resolved.baseUrl().getHost();
    BackendFault fault = BackendFault.ofHttp(answer.status(), null, null);
    if (refuses(resolved.provider(), answer)) {
      throw new AccessDeniedException(
          "%s does not accept the key (HTTP %d)".formatted(host, answer.status()), fault);
    }
    if (answer.status() != 200) {
      throw new BackendUnavailableException(
          "%s did not say whether it accepts the key (HTTP %d)".formatted(host, answer.status()),
          fault,
          true);
    }
  }

  private static boolean refuses(ProviderId provider, Answer answer) {
    return switch (answer.status()) {
      case 401, 403 -> true;
      case 400 -> provider.equals(ProviderId.XAI);
      case 200 -> BLOCKED.matcher(answer.body()).find();
      default -> false;
    };
  }

  /** The request's own timeout ends with the headers, so the whole exchange has a deadline too. */
  private Answer send(String host, HttpRequest request) {
    CompletableFuture<Answer> exchange =
        http.sendAsync(request, BodyHandlers.ofInputStream()).thenApply(LiveCheck::read);
    try {
      return exchange.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(host);
    } catch (ExecutionException | TimeoutException e) {
      throw unreachable(host);
    } finally {
      exchange.cancel(true);
    }
  }

  private static Answer read(HttpResponse<InputStream> response) {
    try (InputStream body = response.body()) {
      byte[] bytes = body.readNBytes(MAX_BODY_BYTES);
      return new Answer(response.statusCode(), new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      return new Answer(response.statusCode(), "");
    }
  }

  private static BackendUnavailableException unreachable(String host) {
    return new BackendUnavailableException(host + " cannot be reached", BackendFault.none(), true);
  }

  private record Answer(int status, String body) {}
}
