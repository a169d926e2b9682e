package dev.belay.webhook.send;

import static dev.belay.webhook.send.WebhookDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.RpcClient;
import dev.belay.sql.ServedDatabase;
import dev.belay.sql.rest.PostgrestRpcClients;
import dev.belay.support.Secret;
import dev.belay.webhook.send.Receiver.Received;
import dev.belay.webhook.send.rpc.WebhookOutbox;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events of which fewer fit into an answer than a claim may ask for. */
@Timeout(120)
class LargeEventsTest {

  private static final int ROOM_FOR_SIX = 128 << 10;

  @Test
  void aClaimThatIsTooLargeIsFollowedBySmallerOnes() throws Exception {
    InstalledDatabase installed = InstalledDatabase.create(DatabaseShape.PLAIN);
    try (ServedDatabase served = ServedDatabase.before(installed);
        Receiver receiver = Receiver.start()) {
      WebhookDatabase database = new WebhookDatabase(installed);
      database.reset();
      database.watch("trips", "trips");
      database.sql("insert into trips select i, repeat('x', 20000) from generate_series(1, 20) i");

      try (WebhookDispatcher dispatcher =
          WebhookOutbox.over(narrow(served))
              .dispatcher()
              .trustedHosts("127.0.0.1")
              .endpoint("trips", EndpointOptions.none().url(receiver.uri("/hooks/trips")))
              .leaseTime(Duration.ofSeconds(2))
              .pollInterval(Duration.ofMillis(50))
              .build()) {
        dispatcher.start();
        await("all is delivered", () -> database.unfinished() == 0);
        assertThat(dispatcher.counts().dead()).isZero();
      }
      assertThat(receiver.received()).extracting(Received::text).hasSizeGreaterThanOrEqualTo(20);
    }
  }

  private static RpcClient narrow(ServedDatabase served) {
    return PostgrestRpcClients.supabaseBuilder(
            served.project().url(), Secret.of(served.keys().secretKey()))
        .responseLimit(ROOM_FOR_SIX)
        .build();
  }
}
