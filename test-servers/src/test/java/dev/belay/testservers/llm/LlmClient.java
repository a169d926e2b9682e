package dev.belay.testservers.llm;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** The JDK's client, led to the stand-in and otherwise as any application uses it. */
final class LlmClient {

  private final HttpClient client;

  LlmClient(ProxySelector proxy, SSLContext context) {
    this.client =
        HttpClient.newBuilder()
            .proxy(proxy)
            .sslContext(context)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
  }

  static LlmClient of(LlmEndpoints endpoints) {
    return new LlmClient(endpoints.proxySelector(), endpoints.sslContext());
  }

  HttpResponse<String> get(String url, String... headers) throws IOException {
    return send(request(url, headers));
  }

  HttpResponse<String> post(String url, String body, String... headers) throws IOException {
    return send(request(url, headers).POST(BodyPublishers.ofString(body)));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    return send(request, BodyHandlers.ofString());
  }

  /** The body as it comes; closing it early hangs up. */
  InputStream open(String url, String... headers) throws IOException {
    return send(request(url, headers), BodyHandlers.ofInputStream()).body();
  }

  private <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> body)
      throws IOException {
    try {
      return client.send(request.build(), body);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  static HttpRequest.Builder request(String url, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20));
    return headers.length == 0 ? request : request.headers(headers);
  }
}
