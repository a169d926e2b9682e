package dev.belay.realtime.broadcast;

import dev.belay.realtime.internal.ProjectAccess;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpHeader;
import dev.belay.support.http.HttpTransport;
import dev.belay.support.http.JdkHttpTransport;
import dev.belay.support.http.ServiceAddress;
import dev.belay.support.supabase.SupabaseKeys;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects the settings of a {@link Broadcaster} over HTTP. Not safe for use by many threads. */
public final class HttpBroadcasterBuilder {

  private final URI projectUrl;
  private final Secret apiKey;
  private String path = "/realtime/v1/api/broadcast";
  private @Nullable Supplier<Secret> user;
  private HttpTransport transport = JdkHttpTransport.shared();
  private Duration timeout = Duration.ofSeconds(10);
  private OpenTelemetry telemetry = GlobalOpenTelemetry.getOrNoop();

  HttpBroadcasterBuilder(URI projectUrl, Secret apiKey) {
    this.projectUrl = ServiceAddress.origin(projectUrl);
    this.apiKey = new HttpHeader("apikey", apiKey).value();
  }

  /**
   * Sends as a signed-in user, whose policies for INSERT are asked, instead of as the key's own
   * role.
   *
   * @param accessToken gives the user's token, asked for each request
   * @return this
   */
  public HttpBroadcasterBuilder asUser(Supplier<Secret> accessToken) {
    this.user = Objects.requireNonNull(accessToken, "accessToken");
    return this;
  }

  /**
   * Sets the route where Realtime is not behind a project's gateway.
   *
   * @param path such as {@code /api/broadcast}
   * @return this
   */
  public HttpBroadcasterBuilder path(String path) {
    this.path = Objects.requireNonNull(path, "path");
    return this;
  }

  /**
   * Sets what sends a request; by default {@link JdkHttpTransport#shared()}. It must not repeat by
   * itself.
   *
   * @param transport a transport without retries
   * @return this
   */
  public HttpBroadcasterBuilder transport(HttpTransport transport) {
    this.transport = Objects.requireNonNull(transport, "transport");
    return this;
  }

  /**
   * Bounds one request; 10 seconds by default.
   *
   * @param timeout more than zero, at most one day
   * @return this
   */
  public HttpBroadcasterBuilder timeout(Duration timeout) {
    this.timeout = Objects.requireNonNull(timeout, "timeout");
    return this;
  }

  /**
   * Sets where spans and counts go; by default to the global one, if it is set by then.
   *
   * @param telemetry the telemetry
   * @return this
   */
  public HttpBroadcasterBuilder telemetry(OpenTelemetry telemetry) {
    this.telemetry = Objects.requireNonNull(telemetry, "telemetry");
    return this;
  }

  /**
   * A broadcaster that sends each message by a request of its own. A private message that may not
   * be sent is refused, so prefer it for those.
   *
   * @return a broadcaster, safe for use by many threads
   * @throws InvalidArgumentException if the path is malformed, or a user's token comes with a
   *     secret key
   */
  public Broadcaster build() {
    return new TracedBroadcaster(new HttpBroadcaster(api()), "http", telemetry);
  }

  /**
   * A broadcaster that sends all messages of a call by one request. Private messages that may not
   * be sent are dropped without a word: {@link BroadcastReceipt#confirmed()} is false for them.
   *
   * @return a broadcaster, safe for use by many threads
   * @throws InvalidArgumentException if the path is malformed, or a user's token comes with a
   *     secret key
   */
  public Broadcaster buildBatching() {
    return new TracedBroadcaster(new HttpBatchBroadcaster(api()), "http_batch", telemetry);
  }

  private RealtimeApi api() {
    if (user != null && SupabaseKeys.isSecret(apiKey)) {
      throw new InvalidArgumentException(
          "A user's token goes with the publishable key, never with the secret one");
    }
    return new RealtimeApi(
        URI.create(projectUrl + ProjectAccess.checkedPath(path)), apiKey, user, transport, timeout);
  }
}
