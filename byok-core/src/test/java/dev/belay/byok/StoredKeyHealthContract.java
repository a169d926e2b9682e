package dev.belay.byok;

import static dev.belay.byok.KeyHealthFixture.CLOCK;
import static dev.belay.byok.KeyHealthFixture.NOW;
import static dev.belay.byok.KeyHealthFixture.host;
import static dev.belay.byok.KeyHealthFixture.newKey;
import static dev.belay.byok.KeyHealthFixture.provider;
import static dev.belay.byok.KeyHealthFixture.transport;
import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.byok.KeyHealth.Reason;
import dev.belay.byok.envelope.EnvelopeException;
import dev.belay.byok.envelope.KeyRing;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.RpcClient;
import dev.belay.sql.TestSql;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.http.GuardedHttpTransport;
import dev.belay.support.http.HttpReply;
import dev.belay.support.http.HttpTransport;
import dev.belay.testservers.llm.LlmEndpoints;
import dev.belay.testservers.llm.LlmFault;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Stored keys are checked, and what is found is stored beside them in a real database. A backend's
 * test only supplies the client.
 */
abstract class StoredKeyHealthContract {

  private static final String OWN_URL = "https://my-gateway.example.org/v1";
  private static final ProviderId UNREGISTERED = ProviderId.of("groq");

  private static InstalledDatabase database;

  private final KeyRing ring = KeyRing.of("k1", KeyRing.generateKey());
  private final List<CheckedKey> told = new CopyOnWriteArrayList<>();
  private ApiKeyVault vault;
  private KeyHealthStore store;
  private GatewayConfigs configs;
  private LlmEndpoints endpoints;
  private UUID user;

  @BeforeAll
  static void install() {
    database = InstalledDatabase.create(DatabaseShape.PLAIN);
  }

  @AfterAll
  static void drop() {
    database.close();
  }

  static InstalledDatabase database() {
    return database;
  }

  /** A client that acts as the service on that database. */
  abstract RpcClient rpc();

  @BeforeEach
  void open() {
    vault = ApiKeyVaults.builder(rpc()).keyRing(ring).readAudit(ReadAudit.SYNCHRONOUS).build();
    store = KeyHealthStore.over(rpc());
    configs = GatewayConfigs.over(rpc(), ring, urls());
    endpoints = LlmEndpoints.start();
    user = database.newUser();
  }

  @AfterEach
  void close() {
    endpoints.close();
    vault.close();
  }

  @Test
  void storesWhatItFindsAndTellsTheListener() {
    stored(ProviderId.OPENAI);

    assertThat(checker().check(user, ProviderId.OPENAI)).contains(health(Reason.ACCEPTED));

    assertThat(known()).isEqualTo(Map.of(ProviderId.OPENAI, health(Reason.ACCEPTED)));
    assertThat(told)
        .containsExactly(
            new CheckedKey(user, ProviderId.OPENAI, health(Reason.ACCEPTED), true, true));
  }

  @Test
  void tellsWhetherTheStateIsAnotherThanBefore() {
    Secret key = stored(ProviderId.OPENAI);
    checker().check(user, ProviderId.OPENAI);
    checker().check(user, ProviderId.OPENAI);
    endpoints.revoke("api.openai.com", key.reveal());
    checker().check(user, ProviderId.OPENAI);
    assertThat(told).extracting(CheckedKey::changed).containsExactly(true, false, true);
    assertThat(known()).containsEntry(ProviderId.OPENAI, health(Reason.REJECTED));
  }

  @Test
  void findsNothingWhereThereIsNoKey() {
    assertThat(checker().check(user, ProviderId.OPENAI)).isEmpty();
    assertThat(checker().checkAll(user)).isEmpty();
    assertThat(known()).isEmpty();
    assertThat(told).isEmpty();
    assertThat(endpoints.seen()).isEmpty();
  }

  @Test
  void checksAllKeysOfAUser() {
    stored(ProviderId.ANTHROPIC);
    stored(ProviderId.GATEWAY);
    vault.insert(user, ProviderId.OPENAI, newKey(provider(ProviderId.OPENAI)));
    stored(ProviderId.OPENROUTER);
    stored(ProviderId.XAI);
    endpoints.fail("api.x.ai", LlmFault.status(429));
    UUID other = database.newUser();
    vault.insert(other, ProviderId.XAI, newKey(provider(ProviderId.XAI)));

    Map<ProviderId, KeyHealth> found = checker().checkAll(user);

    assertThat(found)
        .isEqualTo(
            Map.of(
                ProviderId.ANTHROPIC, health(Reason.ACCEPTED),
                ProviderId.GATEWAY, health(Reason.ACCEPTED),
                ProviderId.OPENAI, health(Reason.REJECTED),
                ProviderId.OPENROUTER, health(Reason.ACCEPTED),
                ProviderId.XAI, health(Reason.RATE_LIMITED)))
        .isEqualTo(known());
    assertThat(told).hasSize(5).allMatch(CheckedKey::stored);
    assertThat(store.list(other)).extracting(StoredKeyHealth::health).allMatch(Optional::isEmpty);
  }

  @Test
  void aCheckIsAReadAndNoUse() {
    stored(ProviderId.OPENAI);
    checker().check(user, ProviderId.OPENAI);
    assertThat(vault.readAuditCounts().recorded()).isEqualTo(1);
    assertThat(vault.list(user)).singleElement().matches(key -> key.lastUsed().isEmpty());
  }

  @Test
  void whatIsFoundOfAKeyIsNotSaidOfTheOneThatReplacedItMeanwhile() {
    stored(ProviderId.OPENAI);
    HttpTransport slow =
        call -> {
          stored(ProviderId.OPENAI);
          return HttpReply.of(401, Map.of(), "{}".getBytes(StandardCharsets.UTF_8));
        };

    assertThat(checker(slow).check(user, ProviderId.OPENAI)).contains(health(Reason.REJECTED));

    assertThat(known()).isEmpty();
    assertThat(told).singleElement().matches(key -> !key.stored());
  }

  @Test
  void aKeyThatIsGoneMeanwhileIsNoError() {
    stored(ProviderId.OPENAI);
    HttpTransport slow =
        call -> {
          vault.delete(user, ProviderId.OPENAI);
          return HttpReply.of(401, Map.of(), "{}".getBytes(StandardCharsets.UTF_8));
        };
    assertThat(checker(slow).checkAll(user))
        .containsEntry(ProviderId.OPENAI, health(Reason.REJECTED));
    assertThat(store.list(user)).isEmpty();
  }

  @Test
  void theKeyOfAUsersOwnGatewayGoesThereAndNowhereElse() {
    configs.put(user, newKey(provider(ProviderId.GATEWAY)), OWN_URL);
    List<URI> asked = new CopyOnWriteArrayList<>();
    HttpTransport own =
        call -> {
          asked.add(call.uri());
          return HttpReply.of(
              200, Map.of(), "{\"balance\":\"1\"}".getBytes(StandardCharsets.UTF_8));
        };

    assertThat(builder(transport(endpoints)).guardedTransport(own).build().checkAll(user))
        .containsEntry(ProviderId.GATEWAY, health(Reason.ACCEPTED));

    assertThat(asked).containsExactly(URI.create(OWN_URL + "/credits"));
    assertThat(endpoints.seen()).isEmpty();
  }

  @Test
  void aGatewayThatIsNoLongerAllowedIsNotSentTheKey() {
    configs.put(user, newKey(provider(ProviderId.GATEWAY)), OWN_URL);
    KeyHealthChecker strict =
        builder(transport(endpoints)).gatewayUrls(GatewayUrlPolicy.standard()).build();
    assertThat(strict.check(user, ProviderId.GATEWAY)).contains(health(Reason.ADDRESS_REFUSED));
    assertThat(known()).containsEntry(ProviderId.GATEWAY, health(Reason.ADDRESS_REFUSED));
    assertThat(endpoints.seen()).isEmpty();
    Secret key = newKey(provider(ProviderId.GATEWAY));
    assertThat(
            refusalOf(GatewayUrlRejectedException.class, () -> strict.checkGateway(key, OWN_URL))
                .reason())
        .isEqualTo(GatewayUrlRejectedException.Reason.HOST_NOT_ALLOWED);
  }

  @Test
  void anAddressThatTheGuardRefusesIsNotSentTheKey() {
    configs.put(user, newKey(provider(ProviderId.GATEWAY)), OWN_URL);
    HttpTransport guarded = GuardedHttpTransport.builder().hosts(host -> false).build();
    assertThat(
            builder(transport(endpoints))
                .guardedTransport(guarded)
                .build()
                .check(user, ProviderId.GATEWAY))
        .contains(health(Reason.ADDRESS_REFUSED));
  }

  @Test
  void theKeyOfTheDefaultGatewayIsCheckedThere() {
    stored(ProviderId.GATEWAY);
    assertThat(checker().check(user, ProviderId.GATEWAY)).contains(health(Reason.ACCEPTED));
  }

  @Test
  void aKeyThatCannotBeOpenedIsAnErrorAloneAndAFindingAmongOthers() {
    stored(ProviderId.XAI);
    ApiKeyVaults.over(rpc(), KeyRing.of("other", KeyRing.generateKey()))
        .insert(user, ProviderId.OPENAI, newKey(provider(ProviderId.OPENAI)));

    assertThat(
            refusalOf(EnvelopeException.class, () -> checker().check(user, ProviderId.OPENAI))
                .reason())
        .isEqualTo(EnvelopeException.Reason.UNKNOWN_KEY_ID);

    assertThat(checker().checkAll(user))
        .containsEntry(ProviderId.OPENAI, health(Reason.UNREADABLE))
        .containsEntry(ProviderId.XAI, health(Reason.ACCEPTED));
    assertThat(endpoints.seen()).hasSize(1);
  }

  @Test
  void aServiceThatIsNotRegisteredIsAnErrorAloneAndAFindingAmongOthers() {
    vault.registerService(UNREGISTERED);
    vault.insert(user, UNREGISTERED, newKey(provider(ProviderId.OPENAI)));
    refusalOf(InvalidArgumentException.class, () -> checker().check(user, UNREGISTERED));
    assertThat(checker().checkAll(user))
        .isEqualTo(Map.of(UNREGISTERED, health(Reason.NO_PROVIDER)))
        .isEqualTo(known());
  }

  @Test
  void aProviderOfOnesOwnIsAskedForItsModels() {
    Provider own = Provider.builder(UNREGISTERED, URI.create("https://api.x.ai/v1")).build();
    vault.registerService(UNREGISTERED);
    Secret key = newKey(provider(ProviderId.XAI));
    endpoints.accept("api.x.ai", key.reveal());
    vault.insert(user, UNREGISTERED, key);
    ProviderRegistry registry = ProviderRegistry.standard().with(own);
    assertThat(builder(transport(endpoints)).registry(registry).build().check(user, UNREGISTERED))
        .contains(health(Reason.ACCEPTED));
    assertThat(endpoints.seen()).singleElement().matches(seen -> seen.path().equals("/v1/models"));
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void theDatabaseTakesEachReasonAndGivesItBack(Reason reason) {
    stored(ProviderId.OPENAI);
    StoredKeyHealth before = store.list(user).get(0);
    assertThat(before.health()).isEmpty();
    assertThat(store.record(user, before, health(reason))).isTrue();
    assertThat(known()).isEqualTo(Map.of(ProviderId.OPENAI, health(reason)));
    assertThat(
            TestSql.text(
                database.superuser(),
                "select health || ' ' || health_reason from public.api_keys where user_id = ?",
                user))
        .isEqualTo(reason.state().word() + " " + reason.word());
  }

  @Test
  void wordsOfANewerVersionAreAnErrorAndNotAGuess() {
    assertThat(refusalOf(ConfigurationException.class, () -> KeyHealth.stored("haunted", NOW)))
        .hasMessageContaining("update the library");
  }

  @Test
  void whatTheListenerThrowsReachesTheCallerAfterEverythingWasStored() {
    stored(ProviderId.OPENAI);
    stored(ProviderId.XAI);
    KeyHealthChecker checker =
        builder(transport(endpoints))
            .listener(
                key -> {
                  throw new IllegalStateException("listener");
                })
            .build();
    assertThat(refusalOf(IllegalStateException.class, () -> checker.checkAll(user)))
        .hasMessage("listener");
    assertThat(known()).hasSize(2);
  }

  @Test
  void aFindingThatCannotBeStoredIsAnErrorAndNobodyIsToldOfIt() {
    stored(ProviderId.XAI);
    RpcClient failing =
        new WatchedRpcClient(
            rpc(),
            "record_api_key_health",
            call -> {
              throw new BackendUnavailableException("lost", BackendFault.none(), true);
            },
            call -> {});
    KeyHealthChecker checker =
        KeyHealthChecker.builder(vault, KeyHealthStore.over(failing))
            .transport(transport(endpoints))
            .listener(told::add)
            .build();
    refusalOf(BackendUnavailableException.class, () -> checker.check(user, ProviderId.XAI));
    refusalOf(BackendUnavailableException.class, () -> checker.checkAll(user));
    assertThat(told).isEmpty();
  }

  /** Makes the provider accept a new key and stores it. */
  private Secret stored(ProviderId service) {
    Provider provider = provider(service);
    Secret key = newKey(provider);
    endpoints.accept(host(provider), key.reveal());
    vault.insert(user, service, key);
    return key;
  }

  private Map<ProviderId, KeyHealth> known() {
    Map<ProviderId, KeyHealth> known = new HashMap<>();
    for (StoredKeyHealth entry : store.list(user)) {
      entry.health().ifPresent(health -> known.put(entry.service(), health));
    }
    return known;
  }

  private KeyHealthChecker checker() {
    return checker(transport(endpoints));
  }

  private KeyHealthChecker checker(HttpTransport transport) {
    return builder(transport).build();
  }

  private KeyHealthChecker.Builder builder(HttpTransport transport) {
    return KeyHealthChecker.builder(vault, store)
        .transport(transport)
        .gatewayUrls(urls())
        .listener(told::add)
        .clock(CLOCK);
  }

  private static GatewayUrlPolicy urls() {
    return GatewayUrlPolicy.standard().allowing(URI.create(OWN_URL).getHost());
  }

  private static KeyHealth health(Reason reason) {
    return new KeyHealth(reason, NOW);
  }
}
