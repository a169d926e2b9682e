package dev.belay.testservers.postgrest;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * What stands before PostgREST in a hosted Supabase project: it asks for the header {@code apikey},
 * knows both kinds of key, and serves PostgREST under {@code /rest/v1/}.
 *
 * <p>A key {@code sb_secret_…} or {@code sb_publishable_…} becomes a token of {@code service_role}
 * or {@code anon} unless the request has a user's token. {@code Authorization: Bearer sb_…} is
 * refused unless it repeats the header {@code apikey}. A secret key from a browser is refused. The
 * refusals have the hosted gateway's form: {@code message} and {@code hint} without a {@code code}.
 *
 * <p>It does <em>not</em> imitate rate limits, other services of a project, or the network's own
 * error pages. Those tokens are good for an hour, so a gateway does not outlive one. Safe for use
 * by many threads.
 *
 * @see <a href="https://supabase.com/docs/guides/api/api-keys">Supabase: API keys</a>
 */
public final class SupabaseGateway implements AutoCloseable {

  private static final String PREFIX = "/rest/v1/";

  /** What belongs to one connection, and what the client and the server set by themselves. */
  private static final Set<String> NOT_PASSED_ON =
      Set.of(
          ":status",
          "connection",
          "content-length",
          "date",
          "expect",
          "host",
          "http2-settings",
          "transfer-encoding",
          "upgrade");

  private final URI postgrest;
  private final GatewayAccess access;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Queue<GatewayRequest> requests = new ConcurrentLinkedQueue<>();
  private final LoopbackHttp server;

  private SupabaseGateway(URI postgrest, ProjectKeys keys) {
    this.postgrest = postgrest;
    this.access = new GatewayAccess(keys);
    this.server = LoopbackHttp.serve("supabase-gateway", this::handle);
  }

  /**
   * Starts a gateway on a free port of loopback.
   *
   * @param postgrest where admitted requests go; it is not closed with the gateway
   * @param keys the project's credentials, the same that PostgREST has
   * @return the gateway, to be closed by the caller
   */
  public static SupabaseGateway before(PostgrestServer postgrest, ProjectKeys keys) {
    return new SupabaseGateway(postgrest.url(), Objects.requireNonNull(keys, "keys"));
  }

  /**
   * The project's address, without {@code /rest/v1}.
   *
   * @return such as {@code http://127.0.0.1:8000}
   */
  public URI url() {
    return server.url();
  }

  /**
   * What has been asked so far, refused requests included, in the order in which the answers were
   * ready.
   *
   * @return an immutable copy
   */
  public List<GatewayRequest> requests() {
    return List.copyOf(requests);
  }

  /** Forgets the requests so far. */
  public void reset() {
    requests.clear();
  }

  /** Stops serving. Closing again does nothing. */
  @Override
  public void close() {
    server.close();
  }

  private void handle(HttpExchange exchange) throws IOException {
    HttpAnswer answer = answer(exchange);
    requests.add(
        new GatewayRequest(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getPath(),
            exchange.getRequestHeaders().keySet().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet()),
            answer.status()));
    answer.sendTo(exchange);
  }

  private HttpAnswer answer(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (!exchange.getRequestURI().getRawPath().startsWith(PREFIX)) {
      return HttpAnswer.json(404, "{\"message\":\"no Route matched with those values\"}");
    }
    Optional<HttpAnswer> refusal = access.refusal(exchange.getRequestHeaders());
    return refusal.isPresent() ? refusal.get() : forwarded(exchange, body);
  }

  private HttpAnswer forwarded(HttpExchange exchange, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target(exchange.getRequestURI()))
            .method(
                exchange.getRequestMethod(),
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    Headers headers = access.forPostgrest(exchange.getRequestHeaders());
    passedOn(headers)
        .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
    try {
      HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
      return new HttpAnswer(
          response.statusCode(), passedOn(response.headers().map()), response.body());
    } catch (IOException e) {
      return HttpAnswer.json(
          502, "{\"message\":\"An invalid response was received from the upstream server\"}");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return HttpAnswer.json(502, "{\"message\":\"The gateway is closing\"}");
    }
  }

  private URI target(URI asked) {
    String query = asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery();
    return postgrest.resolve("/" + asked.getRawPath().substring(PREFIX.length()) + query);
  }

  private static Map<String, List<String>> passedOn(Map<String, List<String>> headers) {
    Map<String, List<String>> kept = new LinkedHashMap<>();
    headers.forEach(
        (name, values) -> {
          if (!NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
            kept.put(name, values);
          }
        });
    return kept;
  }
}
