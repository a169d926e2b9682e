package dev.belay.webhook.send.fault;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.belay.sql.RpcClient;
import dev.belay.sql.jdbc.JdbcRpcClients;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpReply;
import dev.belay.support.http.HttpTransport;
import dev.belay.support.http.JdkHttpTransport;
import dev.belay.webhook.send.DeliveryPolicy;
import dev.belay.webhook.send.EndpointOptions;
import dev.belay.webhook.send.SigningSecrets;
import dev.belay.webhook.send.WebhookDispatcher;
import dev.belay.webhook.send.rpc.WebhookOutbox;
import dev.belay.webhook.verify.SigningSecret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A dispatcher in a process of its own. It warms up, says that it is ready, and waits to be told on
 * standard input to go; when that ends, it closes the dispatcher and itself.
 */
public final class DispatcherProcess {

  private DispatcherProcess() {}

  public static void main(String[] args) throws IOException {
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String jdbcUrl = input.readLine();
    URI receiver = URI.create(input.readLine());
    Secret secret = Secret.of(input.readLine());
    HttpTransport http = JdkHttpTransport.builder().build();
    System.out.println("ready");
    String[] order = input.readLine().split(" ", -1);
    if (order[0].equals("go")) {
      KillSwitch kill = new KillSwitch(KillPoint.valueOf(order[1]), Integer.parseInt(order[2]));
      dispatch(jdbcUrl, receiver, secret, kill, broken(order[3], http), input);
    }
  }

  /** What the check must find: a dispatcher that takes for delivered what it has not sent. */
  private static HttpTransport broken(String how, HttpTransport http) {
    if (how.equals("sound")) {
      return http;
    }
    AtomicInteger calls = new AtomicInteger();
    return call ->
        calls.incrementAndGet() % 50 == 0
            ? HttpReply.of(200, Map.of(), new byte[0])
            : http.exchange(call);
  }

  private static void dispatch(
      String jdbcUrl,
      URI receiver,
      Secret secret,
      KillSwitch kill,
      HttpTransport http,
      BufferedReader input)
      throws IOException {
    try (HikariDataSource pool = pool(jdbcUrl)) {
      RpcClient rpc = kill.around(JdbcRpcClients.over(pool, Duration.ofSeconds(5)));
      try (WebhookDispatcher dispatcher =
          WebhookOutbox.over(rpc)
              .dispatcher()
              .secrets(SigningSecrets.of(List.of(SigningSecret.of(secret)), List.of()))
              .policy(policy())
              .endpoint("fault", EndpointOptions.none().url(receiver))
              .trustedHosts("127.0.0.1")
              .transport(kill.around(http))
              .concurrency(8, 8)
              .batchSize(100)
              .leaseTime(Duration.ofSeconds(2))
              .pollInterval(Duration.ofMillis(50))
              .closeTimeout(Duration.ofSeconds(3))
              .build()) {
        dispatcher.start();
        while (input.readLine() != null) {
          // Until the parent lets go.
        }
      }
    }
  }

  /** Nothing is given up: what is lost here would be the dispatcher's fault. */
  private static DeliveryPolicy policy() {
    return DeliveryPolicy.defaults()
        .withAttempts(1000, Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofMillis(500))
        .withTimeout(Duration.ofSeconds(1))
        .withLongestRetryAfter(Duration.ofSeconds(1));
  }

  private static HikariDataSource pool(String jdbcUrl) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(jdbcUrl);
    config.setMaximumPoolSize(3);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(2000);
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }
}
