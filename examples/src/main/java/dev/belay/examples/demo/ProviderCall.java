package dev.belay.examples.demo;

import dev.belay.byok.Protocol;
import dev.belay.byok.ResolvedProvider;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Uses what was resolved: asks the model one question over HTTPS. */
final class ProviderCall {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final HttpClient http;

  ProviderCall(HttpClient http) {
    this.http = http;
  }

  /** The HTTP status of the provider's answer. */
  int send(ResolvedProvider provider) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url(provider))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(question(provider)));
    provider.headers().forEach((name, value) -> request.header(name, value.reveal()));
    return http.send(request.build(), BodyHandlers.discarding()).statusCode();
  }

  private static URI url(ResolvedProvider provider) {
    boolean messages = provider.protocol() == Protocol.ANTHROPIC_MESSAGES;
    return URI.create(provider.baseUrl() + (messages ? "/messages" : "/chat/completions"));
  }

  private static String question(ResolvedProvider provider) {
    return """
        {"model":"%s","max_tokens":16,"messages":[{"role":"user","content":"Hello?"}]}"""
        .formatted(provider.modelId());
  }
}
