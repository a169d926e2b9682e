package dev.belay.byok;

import static dev.belay.byok.HostileKeyContract.newKey;
import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.byok.envelope.KeyRing;
import dev.belay.byok.envelope.Rings;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.ServedDatabase;
import dev.belay.sql.rest.PostgrestRpcClients;
import dev.belay.support.Environment;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpReply;
import dev.belay.support.http.HttpTransport;
import dev.belay.support.http.JdkHttpTransport;
import dev.belay.testservers.postgrest.GatewayRequest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a resolution over REST sends, counted at the gateway. */
class ResolutionOverRestTest {

  private static final KeyRing RING = KeyRing.of("k1", Rings.generated());
  private static final int MOST_AT_ONCE = 16;

  private static ServedDatabase served;

  private final InFlight inFlight = new InFlight();
  private ApiKeyVault vault;
  private UUID user;

  @BeforeAll
  static void serve() {
    served = ServedDatabase.create(DatabaseShape.PLAIN);
  }

  @AfterAll
  static void drop() {
    served.close();
  }

  @BeforeEach
  void open() {
    // Reads wait for the end of the test, so that only the resolution is counted.
    vault =
        ApiKeyVaults.builder(
                PostgrestRpcClients.supabaseBuilder(
                        served.project().url(), Secret.of(served.keys().secretKey()))
                    .transport(inFlight)
                    .maxConnections(MOST_AT_ONCE)
                    .build())
            .keyRing(RING)
            .readAudit(ReadAudit.BACKGROUND.withInterval(Duration.ofHours(1)))
            .build();
    user = served.database().newUser();
  }

  @AfterEach
  void close() {
    vault.close();
  }

  @Test
  void isOneRequestHoweverManyKeysTheUserHas() {
    for (Provider provider : ProviderRegistry.standard().all()) {
      assertOneRequest(() -> resolver().resolve(user));
      vault.insert(user, provider.id(), newKey());
    }
    assertOneRequest(() -> resolver().resolve(user));
  }

  @Test
  void isOneRequestWhereItIsRefused() {
    assertOneRequest(
        () ->
            refusalOf(
                ResolutionRefusedException.class,
                () -> ProviderResolver.builder(vault).build().resolve(user)));
  }

  @Test
  void servesTwoHundredThreadsAtOnceOverFewConnections() throws Exception {
    vault.insert(user, ProviderId.XAI, newKey());
    UUID other = served.database().newUser();
    vault.insert(other, ProviderId.OPENAI, newKey());
    ProviderResolver resolver = resolver();
    served.project().reset();
    ExecutorService threads = Executors.newFixedThreadPool(200);
    try {
      List<Callable<ProviderId>> resolutions =
          IntStream.range(0, 1000)
              .<Callable<ProviderId>>mapToObj(
                  i -> () -> resolver.resolve(i % 2 == 0 ? user : other).provider())
              .toList();
      List<Future<ProviderId>> done = threads.invokeAll(resolutions);
      for (int i = 0; i < done.size(); i++) {
        assertThat(done.get(i).get()).isEqualTo(i % 2 == 0 ? ProviderId.XAI : ProviderId.OPENAI);
      }
    } finally {
      threads.shutdown();
    }
    // A thousand reads can fill a batch of the audit, which is a request of its own.
    assertThat(served.project().requests())
        .filteredOn(request -> request.path().endsWith("/resolve_user_credentials"))
        .hasSize(1000)
        .allSatisfy(request -> assertThat(request.status()).isEqualTo(200));
    assertThat(inFlight.most()).isBetween(1, MOST_AT_ONCE);
    vault.close();
    assertThat(vault.readAuditCounts()).isEqualTo(new ReadAuditCounts(1000, 0, 0, 0));
  }

  private void assertOneRequest(Callable<?> resolution) {
    served.project().reset();
    try {
      resolution.call();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    assertThat(served.project().requests())
        .singleElement()
        .extracting(GatewayRequest::method, GatewayRequest::path, GatewayRequest::status)
        .containsExactly("POST", "/rest/v1/rpc/resolve_user_credentials", 200);
  }

  private ProviderResolver resolver() {
    return ProviderResolver.builder(vault)
        .serverCredentials(ServerCredentials.from(Environment.of(ResolverFixture.WHOLE_TEAM)))
        .build();
  }

  /** Counts how many exchanges run at once. */
  private static final class InFlight implements HttpTransport {

    private final HttpTransport delegate = JdkHttpTransport.shared();
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    int most() {
      return most.get();
    }

    @Override
    public HttpReply exchange(HttpCall call) {
      most.accumulateAndGet(now.incrementAndGet(), Math::max);
      try {
        return delegate.exchange(call);
      } finally {
        now.decrementAndGet();
      }
    }
  }
}
