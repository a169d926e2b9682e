package dev.belay.realtime.channel;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Collects the settings of a {@link RealtimeClient}. Not safe for use by many threads. */
public final class RealtimeClientBuilder {

  private final URI projectUrl;
  private final Secret apiKey;
  private String path = "/realtime/v1/websocket";
  private ProtocolVersion version = ProtocolVersion.V2;
  private Duration connectTimeout = Duration.ofSeconds(10);
  private Duration heartbeat = RealtimeSettings.LONGEST_HEARTBEAT;
  private Duration joinTimeout = Duration.ofSeconds(10);
  private Duration acknowledgementTimeout = Duration.ofSeconds(10);
  private Duration leaveTimeout = Duration.ofSeconds(2);
  private Backoff backoff = Backoff.DEFAULT;
  private int largestFrame = RealtimeSettings.LARGEST_FRAME;
  private int mostWaitingMessages = 1024;
  private @Nullable AccessTokenSource tokens;
  private @Nullable UUID userId;
  private @Nullable Executor executor;
  private @Nullable SSLContext sslContext;
  private @Nullable ProxySelector proxy;
  private OpenTelemetry telemetry = GlobalOpenTelemetry.getOrNoop();

  RealtimeClientBuilder(URI projectUrl, Secret apiKey) {
    this.projectUrl = Objects.requireNonNull(projectUrl, "projectUrl");
    this.apiKey = Objects.requireNonNull(apiKey, "apiKey");
    Endpoint.of(projectUrl, path, apiKey);
  }

  /**
   * Sets where access tokens come from. Without a source, channels are joined with the API key
   * alone, as nobody.
   *
   * @param tokens the source, asked before every join
   * @return this
   */
  public RealtimeClientBuilder accessTokens(AccessTokenSource tokens) {
    this.tokens = Objects.requireNonNull(tokens, "tokens");
    return this;
  }

  /**
   * Listens to losses of access: the client joins {@code user:<id>} beside its channels, and where
   * the database says there that access to a topic has changed ({@code belay:access_changed}), it
   * leaves that topic and joins it again at once, so that the server reads the policies anew.
   *
   * <p>The other channels are joined once that one is, or after two seconds; whatever was joined
   * before it is rechecked. If the user opens {@code user:<id>} as a channel of their own, that one
   * does it.
   *
   * @param userId the user whose access tokens the source gives
   * @return this
   */
  public RealtimeClientBuilder revocations(UUID userId) {
    this.userId = Objects.requireNonNull(userId, "userId");
    return this;
  }

  /**
   * Sets the version of the protocol; {@link ProtocolVersion#V2} by default.
   *
   * @param version the version
   * @return this
   */
  public RealtimeClientBuilder version(ProtocolVersion version) {
    this.version = Objects.requireNonNull(version, "version");
    return this;
  }

  /**
   * Sets the socket's path where Realtime is not behind a project's gateway.
   *
   * @param path such as {@code /socket/websocket}; {@code /realtime/v1/websocket} by default
   * @return this
   */
  public RealtimeClientBuilder path(String path) {
    this.path = Objects.requireNonNull(path, "path");
    return this;
  }

  /**
   * Bounds the making of a connection; 10 seconds by default.
   *
   * @param timeout more than zero, at most five minutes
   * @return this
   */
  public RealtimeClientBuilder connectTimeout(Duration timeout) {
    this.connectTimeout = Objects.requireNonNull(timeout, "timeout");
    return this;
  }

  /**
   * Sets how often the connection is tried; 25 seconds by default, the longest that the server
   * allows. One that is not answered until the next is due ends the connection.
   *
   * @param interval more than zero, at most 25 seconds
   * @return this
   */
  public RealtimeClientBuilder heartbeat(Duration interval) {
    this.heartbeat = Objects.requireNonNull(interval, "interval");
    return this;
  }

  /**
   * Bounds a join; 10 seconds by default. The server takes five to refuse one.
   *
   * @param timeout more than zero, at most five minutes
   * @return this
   */
  public RealtimeClientBuilder joinTimeout(Duration timeout) {
    this.joinTimeout = Objects.requireNonNull(timeout, "timeout");
    return this;
  }

  /**
   * Bounds the wait for an acknowledgement; 10 seconds by default.
   *
   * @param timeout more than zero, at most five minutes
   * @return this
   */
  public RealtimeClientBuilder acknowledgementTimeout(Duration timeout) {
    this.acknowledgementTimeout = Objects.requireNonNull(timeout, "timeout");
    return this;
  }

  /**
   * Bounds how long {@code close} waits for the server; 2 seconds by default.
   *
   * @param timeout more than zero, at most five minutes
   * @return this
   */
  public RealtimeClientBuilder leaveTimeout(Duration timeout) {
    this.leaveTimeout = Objects.requireNonNull(timeout, "timeout");
    return this;
  }

  /**
   * Sets the pauses before further attempts to connect and to join: the first, doubled each time,
   * up to the longest, each less up to a half by chance. By default 0.5 and 8 seconds.
   *
   * @param first more than zero
   * @param longest from the first to one hour
   * @return this
   * @throws InvalidArgumentException if they are out of their range
   */
  public RealtimeClientBuilder backoff(Duration first, Duration longest) {
    this.backoff = new Backoff(first, longest);
    return this;
  }

  /**
   * Bounds a frame in either direction; 5,000,000 bytes by default, as the server does. A larger
   * one ends the connection.
   *
   * @param size 1,000 to 5,000,000
   * @return this
   */
  public RealtimeClientBuilder largestFrame(int size) {
    this.largestFrame = size;
    return this;
  }

  /**
   * Bounds how many messages of one channel may wait for its listener; 1,024 by default, and 32
   * million characters in any case. Those beyond are dropped and counted.
   *
   * @param messages 1 to 1,000,000
   * @return this
   */
  public RealtimeClientBuilder mostWaitingMessages(int messages) {
    this.mostWaitingMessages = messages;
    return this;
  }

  /**
   * Sets where listeners run; by default in daemon threads of the client's own, at most one for
   * each channel.
   *
   * @param executor the caller's, who ends it
   * @return this
   */
  public RealtimeClientBuilder executor(Executor executor) {
    this.executor = Objects.requireNonNull(executor, "executor");
    return this;
  }

  /**
   * Sets what certificates are trusted.
   *
   * @param context the context
   * @return this
   */
  public RealtimeClientBuilder sslContext(SSLContext context) {
    this.sslContext = Objects.requireNonNull(context, "context");
    return this;
  }

  /**
   * Sets a proxy; none by default.
   *
   * @param selector chooses the proxy
   * @return this
   */
  public RealtimeClientBuilder proxy(ProxySelector selector) {
    this.proxy = Objects.requireNonNull(selector, "selector");
    return this;
  }

  /**
   * Sets where metrics go; by default to the global one, if it is set by then.
   *
   * @param telemetry the telemetry
   * @return this
   */
  public RealtimeClientBuilder telemetry(OpenTelemetry telemetry) {
    this.telemetry = Objects.requireNonNull(telemetry, "telemetry");
    return this;
  }

  /**
   * Makes the client. It connects when the first channel is subscribed.
   *
   * @return a client, which the caller closes
   * @throws InvalidArgumentException if a setting is out of its range
   */
  public RealtimeClient build() {
    RealtimeSettings settings = settings();
    return new WebSocketRealtimeClient(
        http(),
        Endpoint.of(projectUrl, path, apiKey),
        settings,
        tokens,
        userId,
        executor,
        new ChannelTelemetry(telemetry));
  }

  private RealtimeSettings settings() {
    return new RealtimeSettings(
        version,
        connectTimeout,
        heartbeat,
        joinTimeout,
        acknowledgementTimeout,
        leaveTimeout,
        backoff,
        largestFrame,
        mostWaitingMessages);
  }

  /** Never one that follows a redirect: the next host would be sent the key. */
  private HttpClient http() {
    HttpClient.Builder http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connectTimeout);
    if (sslContext != null) {
      http.sslContext(sslContext);
    }
    if (proxy != null) {
      http.proxy(proxy);
    }
    return http.build();
  }
}
