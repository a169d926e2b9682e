package dev.belay.webhook.send.internal;

import dev.belay.sql.notify.NotificationSource;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.http.GuardedHttpTransport;
import dev.belay.support.http.HttpTransport;
import dev.belay.support.http.JdkHttpTransport;
import dev.belay.support.telemetry.OperationalAlerts;
import dev.belay.webhook.send.DeliveryPolicy;
import dev.belay.webhook.send.EndpointOptions;
import dev.belay.webhook.send.SigningSecrets;
import dev.belay.webhook.send.WebhookDispatcher;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes dispatchers over an outbox, whatever carries its calls. Not for use by several threads. */
public final class DispatcherBuilder implements WebhookDispatcher.Builder {

  private static final Logger LOG = LoggerFactory.getLogger(WebhookDispatcher.class);

  private final Outbox outbox;
  private final Map<String, EndpointOptions> options = new HashMap<>();
  private final Set<String> trusted = new HashSet<>();
  private Set<String> only = Set.of();
  private int concurrency = 16;
  private int perEndpoint = 8;
  private int batch = 100;
  private Duration leaseTime = Duration.ofMinutes(1);
  private Duration poll = Duration.ofSeconds(1);
  private Duration observe = Duration.ofSeconds(30);
  private Duration grace = Duration.ofSeconds(20);
  private DeliveryPolicy policy = DeliveryPolicy.defaults();
  private SigningSecrets secrets = SigningSecrets.none();
  private HttpTransport direct = JdkHttpTransport.shared();
  private HttpTransport guarded = GuardedHttpTransport.builder().build();
  private OpenTelemetry telemetry = GlobalOpenTelemetry.getOrNoop();
  private OperationalAlerts alerts = OperationalAlerts.of("belay");
  private Clock clock = Clock.systemUTC();
  private @Nullable NotificationSource news;

  /**
   * Begins a dispatcher.
   *
   * @param outbox the database's side
   */
  public DispatcherBuilder(Outbox outbox) {
    this.outbox = Objects.requireNonNull(outbox, "outbox");
  }

  @Override
  public DispatcherBuilder secrets(SigningSecrets secrets) {
    this.secrets = Objects.requireNonNull(secrets, "secrets");
    return this;
  }

  @Override
  public DispatcherBuilder policy(DeliveryPolicy policy) {
    this.policy = Objects.requireNonNull(policy, "policy");
    return this;
  }

  @Override
  public DispatcherBuilder endpoint(String name, EndpointOptions options) {
    this.options.put(
        Objects.requireNonNull(name, "name"), Objects.requireNonNull(options, "options"));
    return this;
  }

  @Override
  public DispatcherBuilder onlyEndpoints(String... names) {
    if (names.length == 0) {
      throw new InvalidArgumentException("Name at least one endpoint, or leave this out");
    }
    this.only = Set.copyOf(Arrays.asList(names));
    return this;
  }

  @Override
  public DispatcherBuilder trustedHosts(String... hosts) {
    Arrays.stream(hosts).map(host -> host.toLowerCase(Locale.ROOT)).forEach(trusted::add);
    return this;
  }

  @Override
  public DispatcherBuilder concurrency(int all, int perEndpoint) {
    this.concurrency = all;
    this.perEndpoint = perEndpoint;
    return this;
  }

  @Override
  public DispatcherBuilder batchSize(int deliveries) {
    this.batch = deliveries;
    return this;
  }

  @Override
  public DispatcherBuilder leaseTime(Duration time) {
    this.leaseTime = Objects.requireNonNull(time, "time");
    return this;
  }

  @Override
  public DispatcherBuilder pollInterval(Duration interval) {
    this.poll = Objects.requireNonNull(interval, "interval");
    return this;
  }

  @Override
  public DispatcherBuilder wakeUps(NotificationSource source) {
    this.news = Objects.requireNonNull(source, "source");
    return this;
  }

  @Override
  public DispatcherBuilder observationInterval(Duration interval) {
    this.observe = Objects.requireNonNull(interval, "interval");
    return this;
  }

  @Override
  public DispatcherBuilder closeTimeout(Duration time) {
    this.grace = Objects.requireNonNull(time, "time");
    return this;
  }

  @Override
  public DispatcherBuilder transport(HttpTransport transport) {
    this.direct = Objects.requireNonNull(transport, "transport");
    return this;
  }

  @Override
  public DispatcherBuilder guardedTransport(HttpTransport transport) {
    this.guarded = Objects.requireNonNull(transport, "transport");
    return this;
  }

  @Override
  public DispatcherBuilder telemetry(OpenTelemetry telemetry) {
    this.telemetry = Objects.requireNonNull(telemetry, "telemetry");
    return this;
  }

  @Override
  public DispatcherBuilder alerts(OperationalAlerts alerts) {
    this.alerts = Objects.requireNonNull(alerts, "alerts");
    return this;
  }

  @Override
  public DispatcherBuilder clock(Clock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
    return this;
  }

  @Override
  public WebhookDispatcher build() {
    DispatchSettings settings =
        new DispatchSettings(concurrency, perEndpoint, batch, leaseTime, poll, observe, grace);
    DispatchTelemetry shown =
        new DispatchTelemetry(telemetry, alerts, new DeliveryTroubles(LOG, System::nanoTime));
    DestinationTransport transport = new DestinationTransport(direct, guarded, trusted);
    DispatchParts parts =
        new DispatchParts(
            outbox,
            new Courier(transport, shown, clock),
            settings,
            new TargetList(Map.copyOf(options), only, settings.perEndpoint(), policy, secrets),
            shown,
            new BacklogGauges(telemetry, clock, settings.observe()),
            new ClaimSize(settings.batch()),
            new DispatchTally(),
            clock);
    return new OutboxDispatcher(parts, news);
  }
}
