package dev.belay.webhook.send;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.RpcClient;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.webhook.send.rpc.WebhookOutbox;
import dev.belay.webhook.verify.SigningSecret;
import dev.belay.webhook.verify.StandardWebhooksSigner;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/**
 * What a dispatcher promises, on a real database and a real receiver. A backend's test only
 * supplies the client.
 */
@Timeout(120)
@TestInstance(Lifecycle.PER_CLASS)
public abstract class WebhookDispatcherContract
    implements DispatchRequestContract,
        DispatchAnswerContract,
        DispatchDestinationContract,
        DispatchPaceContract,
        DispatchLeaseContract {

  private final Secret hmacSecret = Secret.of(TestKeys.withPrefix("hmac-", 40));
  private final Secret standardSecret = StandardWebhooksSigner.generateSecret();

  private WebhookDatabase database;
  private Receiver receiver;
  private RpcClient rpc;

  /** A client that acts as the service on that database. */
  protected abstract RpcClient connect(InstalledDatabase installed);

  /** Ends what {@link #connect} has begun. */
  protected abstract void disconnect();

  @BeforeAll
  void install() {
    InstalledDatabase installed = InstalledDatabase.create(DatabaseShape.PLAIN);
    database = new WebhookDatabase(installed);
    rpc = connect(installed);
  }

  @AfterAll
  void drop() {
    disconnect();
    database.close();
  }

  @BeforeEach
  void open() {
    database.reset();
    receiver = Receiver.start();
    database.watch("trips", "trips");
  }

  @AfterEach
  void close() {
    receiver.close();
  }

  @Override
  public WebhookDatabase database() {
    return database;
  }

  @Override
  public Receiver receiver() {
    return receiver;
  }

  @Override
  public WebhookOutbox outbox() {
    return WebhookOutbox.over(rpc);
  }

  @Override
  public Secret hmacSecret() {
    return hmacSecret;
  }

  @Override
  public Secret standardSecret() {
    return standardSecret;
  }

  @Override
  public WebhookDispatcher.Builder builder() {
    return outbox()
        .dispatcher()
        .secrets(
            SigningSecrets.of(
                List.of(SigningSecret.of(hmacSecret)), List.of(SigningSecret.of(standardSecret))))
        .trustedHosts("127.0.0.1")
        .pollInterval(Duration.ofMillis(50))
        .policy(DeliveryPolicy.defaults().withAttempts(3, Duration.ofHours(1)))
        .endpoint("trips", EndpointOptions.none().url(receiver.uri("/hooks/trips")));
  }
}
