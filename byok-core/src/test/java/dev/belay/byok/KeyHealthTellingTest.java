package dev.belay.byok;

import static dev.belay.byok.KeyHealthFixture.CLOCK;
import static dev.belay.byok.KeyHealthFixture.newKey;
import static dev.belay.byok.KeyHealthFixture.provider;
import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.byok.KeyHealth.Reason;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.http.HttpReply;
import dev.belay.support.http.HttpTransport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One key that cannot be checked, stored or told of does not hide the others. */
class KeyHealthTellingTest {

  private static final List<ProviderId> SERVICES =
      List.of(ProviderId.ANTHROPIC, ProviderId.OPENAI, ProviderId.XAI);
  private static final HttpTransport REFUSING =
      call ->
          HttpReply.of(
              401,
              Map.of(),
              "{\"error\":{\"code\":\"invalid_api_key\"}}".getBytes(StandardCharsets.UTF_8));

  private final InMemoryApiKeyVault vault = new InMemoryApiKeyVault(CLOCK);
  private final Store store = new Store();
  private final List<ProviderId> told = new ArrayList<>();
  private UUID user;

  @BeforeEach
  void storeKeys() {
    user = vault.newUser();
    SERVICES.forEach(service -> vault.insert(user, service, newKey(provider(service))));
  }

  @Test
  void tellsOfEachFindingThatWasStoredAlthoughOneWasNot() {
    store.failing.add(ProviderId.OPENAI);
    KeyHealthChecker checker = checker(REFUSING, key -> told.add(key.service()));

    refusalOf(BackendUnavailableException.class, () -> checker.checkAll(user));

    assertThat(told).containsExactly(ProviderId.ANTHROPIC, ProviderId.XAI);
    assertThat(store.known.keySet()).containsExactlyInAnyOrderElementsOf(told);
  }

  @Test
  void tellsOfEachFindingAlthoughTheListenerFailsForSome() {
    KeyHealthChecker checker =
        checker(
            REFUSING,
            key -> {
              told.add(key.service());
              throw new IllegalStateException("listener " + key.service());
            });

    IllegalStateException failure =
        refusalOf(IllegalStateException.class, () -> checker.checkAll(user));

    assertThat(told).containsExactlyElementsOf(SERVICES);
    assertThat(failure).hasMessage("listener anthropic");
    assertThat(failure.getSuppressed())
        .extracting(Throwable::getMessage)
        .containsExactly("listener openai", "listener xai");
  }

  @Test
  void theSameExceptionForEveryKeyIsThrownOnce() {
    IllegalStateException always = new IllegalStateException("listener");
    KeyHealthChecker checker =
        checker(
            REFUSING,
            key -> {
              throw always;
            });

    assertThat(refusalOf(IllegalStateException.class, () -> checker.checkAll(user)))
        .isSameAs(always)
        .hasNoSuppressedExceptions();
  }

  @Test
  void aProbeThatFailsAsItShouldNotIsAFindingOfItsKeyAlone() {
    HttpTransport broken =
        call -> {
          if (call.uri().getHost().equals("api.openai.com")) {
            throw new IllegalStateException("transport");
          }
          return REFUSING.exchange(call);
        };
    KeyHealthChecker checker = checker(broken, key -> told.add(key.service()));

    assertThat(checker.checkAll(user))
        .containsEntry(ProviderId.ANTHROPIC, health(Reason.REJECTED))
        .containsEntry(ProviderId.OPENAI, health(Reason.CHECK_FAILED))
        .containsEntry(ProviderId.XAI, health(Reason.REJECTED))
        .isEqualTo(store.known);
    assertThat(told).containsExactlyElementsOf(SERVICES);
    assertThat(checker.check(user, ProviderId.OPENAI)).contains(health(Reason.CHECK_FAILED));
  }

  private KeyHealthChecker checker(HttpTransport transport, KeyHealthListener listener) {
    return KeyHealthChecker.builder(vault, store)
        .transport(transport)
        .listener(listener)
        .clock(CLOCK)
        .build();
  }

  private static KeyHealth health(Reason reason) {
    return new KeyHealth(reason, CLOCK.instant());
  }

  /** Knows the keys of all users alike, and can fail for some. */
  private static final class Store implements KeyHealthStore {

    private final Set<ProviderId> failing = new HashSet<>();
    private final Map<ProviderId, KeyHealth> known = new TreeMap<>();

    @Override
    public List<StoredKeyHealth> list(UUID userId) {
      return SERVICES.stream()
          .map(service -> new StoredKeyHealth(service, UUID.randomUUID(), known.get(service)))
          .toList();
    }

    @Override
    public boolean record(UUID userId, StoredKeyHealth checked, KeyHealth health) {
      if (failing.contains(checked.service())) {
        throw new BackendUnavailableException("lost", BackendFault.none(), true);
      }
      known.put(checked.service(), health);
      return true;
    }
  }
}
