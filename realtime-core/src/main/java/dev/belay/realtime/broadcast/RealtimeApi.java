package dev.belay.realtime.broadcast;

import dev.belay.realtime.internal.ProjectAccess;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpHeader;
import dev.belay.support.http.HttpReply;
import dev.belay.support.http.HttpTransport;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to Realtime's HTTP routes and makes a typed failure of every answer but 202.
 *
 * <p>An {@code sb_} key is no JWT and goes into {@code apikey} alone; the gateway makes a token of
 * it. A key of the older kind goes into both headers. A user's token takes its place in {@code
 * Authorization}.
 */
final class RealtimeApi {

  private static final int LARGEST_ANSWER = 1 << 16;

  private final URI base;
  private final Secret apiKey;
  private final @Nullable Supplier<Secret> user;
  private final HttpTransport http;
  private final Duration timeout;
  private final Clock clock = Clock.systemUTC();

  RealtimeApi(
      URI base,
      Secret apiKey,
      @Nullable Supplier<Secret> user,
      HttpTransport http,
      Duration timeout) {
    this.base = base;
    this.apiKey = apiKey;
    this.user = user;
    this.http = http;
    this.timeout = timeout;
  }

  /**
   * Posts.
   *
   * @param path what follows {@code broadcast}, encoded
   */
  void post(String path, String json) {
    HttpCall.Builder call =
        HttpCall.post(URI.create(base + path))
            .header("apikey", apiKey)
            .json(json)
            .timeout(timeout)
            .responseLimit(LARGEST_ANSWER)
            .discardBody();
    Supplier<Secret> asked = user;
    if (asked != null) {
      // Checked by itself first: a space at its start would pass behind "Bearer".
      call.bearer(new HttpHeader("Authorization", asked.get()).value());
    } else if (!ProjectAccess.isOpaque(apiKey)) {
      call.bearer(apiKey);
    }
    HttpReply reply = http.exchange(call.build());
    if (!reply.isSuccess()) {
      throw failure(reply);
    }
  }

  private BelayException failure(HttpReply reply) {
    BackendFault fault = BackendFault.ofHttp(reply.status(), null, null);
    return switch (reply.status()) {
      case 401 -> new AccessDeniedException("Realtime refuses the key or the access token", fault);
      case 403 -> new AccessDeniedException("This topic may not be sent to", fault);
      case 400, 413, 415, 422 ->
          new InvalidArgumentException(
              "Realtime refuses the message: it is malformed, or larger than the plan allows",
              fault);
      case 404, 405 ->
          new ConfigurationException(
              "There is no such route: check the project's URL. A Realtime without the route for"
                  + " single messages needs buildBatching()",
              fault);
      case 429 -> new BroadcastRateLimitedException(reply.retryAfter(clock.instant()).orElse(null));
      default ->
          new BackendUnavailableException(
              "Realtime failed with status " + reply.status(), fault, reply.status() >= 500);
    };
  }
}
