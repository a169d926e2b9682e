package dev.belay.byok;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.ConflictException;
import dev.belay.support.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link ApiKeyVault} does. A backend's test only supplies the vault. */
public abstract class ApiKeyVaultContract extends HostileKeyContract {

  private ApiKeyVault vault;
  private UUID user;

  /**
   * The vault under test, over the same users each time.
   *
   * @param audit how it records reads
   * @return a vault that this test closes
   */
  protected abstract ApiKeyVault vault(ReadAudit audit);

  @Override
  final ApiKeyVault vault() {
    return vault;
  }

  @BeforeEach
  final void open() {
    vault = vault(ReadAudit.BACKGROUND);
    user = newUser();
  }

  @AfterEach
  final void close() {
    vault.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "anthropic", "xai", "openrouter", "gateway"})
  void givesBackWhatWasStored(String service) {
    Secret key = newKey();

    assertThat(vault.insert(user, ProviderId.of(service), key)).isNotNull();

    assertThat(vault.find(user, ProviderId.of(service))).contains(key);
    assertThat(vault.findAll(user).open(ProviderId.of(service))).contains(key);
  }

  @Test
  void findsNothingForAUserWithoutKeys() {
    assertThat(vault.find(user, ProviderId.OPENAI)).isEmpty();
    assertThat(vault.list(user)).isEmpty();
    assertHasNothing(vault.findAll(user));
  }

  @Test
  void findsNothingForAUserWhoDoesNotExist() {
    UUID nobody = UUID.randomUUID();

    assertThat(vault.find(nobody, ProviderId.OPENAI)).isEmpty();
    assertThat(vault.list(nobody)).isEmpty();
    assertHasNothing(vault.findAll(nobody));
    assertThat(vault.deleteAll(nobody)).isZero();
  }

  @Test
  void refusesAKeyOfAUserWhoDoesNotExist() {
    assertThat(
            refusalOf(
                ConflictException.class,
                () -> vault.insert(UUID.randomUUID(), ProviderId.OPENAI, newKey())))
        .hasMessageContaining("user does not exist");
    refusalOf(
        ConflictException.class,
        () -> vault.insert(UUID.randomUUID(), ProviderId.GATEWAY, newKey()));
  }

  @Test
  void keepsUsersAndServicesApart() {
    UUID other = newUser();
    Secret openai = newKey();
    Secret xai = newKey();
    Secret others = newKey();
    vault.insert(user, ProviderId.OPENAI, openai);
    vault.insert(user, ProviderId.XAI, xai);
    vault.insert(other, ProviderId.OPENAI, others);

    assertThat(vault.find(user, ProviderId.OPENAI)).contains(openai);
    assertThat(vault.find(user, ProviderId.XAI)).contains(xai);
    assertThat(vault.find(user, ProviderId.ANTHROPIC)).isEmpty();
    assertThat(vault.find(other, ProviderId.OPENAI)).contains(others);
    assertThat(vault.findAll(other).services()).containsExactly(ProviderId.OPENAI);
  }

  @Test
  void readsAllKeysAtOnce() {
    Secret openai = newKey();
    Secret anthropic = newKey();
    vault.insert(user, ProviderId.OPENAI, openai);
    vault.insert(user, ProviderId.ANTHROPIC, anthropic);

    UserCredentials all = vault.findAll(user);

    assertThat(all.services()).containsExactlyInAnyOrder(ProviderId.OPENAI, ProviderId.ANTHROPIC);
    assertThat(all.open(ProviderId.OPENAI)).contains(openai);
    assertThat(all.use(ProviderId.ANTHROPIC)).contains(anthropic);
    assertThat(all.open(ProviderId.XAI)).isEmpty();
    assertThat(all.toString()).doesNotContain(openai.reveal(), user.toString());
  }

  @Test
  void replacesAKeyAndKeepsWhenTheFirstWasStored() {
    Secret second = newKey();
    vault.insert(user, ProviderId.OPENAI, newKey());
    KeyMetadata before = only(vault.list(user));
    vault.touch(user, ProviderId.OPENAI);

    vault.insert(user, ProviderId.OPENAI, second);

    KeyMetadata after = only(vault.list(user));
    assertThat(vault.find(user, ProviderId.OPENAI)).contains(second);
    assertThat(after.createdAt()).isEqualTo(before.createdAt());
    assertThat(after.updatedAt()).isAfterOrEqualTo(before.updatedAt());
    assertThat(after.lastUsed()).isEmpty();
  }

  @Test
  void listsWhatIsStoredWithoutOpeningIt() {
    vault.insert(user, ProviderId.XAI, newKey());
    Secret key = newKey();
    vault.insert(user, ProviderId.ANTHROPIC, key);

    List<KeyMetadata> listed = vault.list(user);

    assertThat(listed)
        .extracting(KeyMetadata::service)
        .containsExactly(ProviderId.ANTHROPIC, ProviderId.XAI);
    assertThat(listed).extracting(KeyMetadata::lastUsed).containsOnly(Optional.empty());
    assertThat(listed).allSatisfy(entry -> assertThat(entry.updatedAt()).isNotNull());
    assertThat(listed.toString()).doesNotContain(key.reveal());
  }

  @Test
  void touchMovesLastUsed() {
    vault.insert(user, ProviderId.OPENAI, newKey());
    vault.insert(user, ProviderId.XAI, newKey());

    vault.touch(user, ProviderId.XAI);
    vault.touch(user, ProviderId.ANTHROPIC);

    assertThat(lastUsed(ProviderId.XAI)).isNotEmpty();
    assertThat(lastUsed(ProviderId.OPENAI)).isEmpty();
    assertThat(vault.list(user)).hasSize(2);
  }

  @Test
  void deletesOneKey() {
    Secret kept = newKey();
    vault.insert(user, ProviderId.OPENAI, newKey());
    vault.insert(user, ProviderId.XAI, kept);

    vault.delete(user, ProviderId.OPENAI);
    vault.delete(user, ProviderId.OPENAI);

    assertThat(vault.find(user, ProviderId.OPENAI)).isEmpty();
    assertThat(vault.find(user, ProviderId.XAI)).contains(kept);
  }

  @Test
  void deletesAllKeysOfAUser() {
    UUID other = newUser();
    vault.insert(user, ProviderId.OPENAI, newKey());
    vault.insert(user, ProviderId.GATEWAY, newKey());
    vault.insert(other, ProviderId.OPENAI, newKey());

    assertThat(vault.deleteAll(user)).isEqualTo(2);

    assertHasNothing(vault.findAll(user));
    assertThat(vault.deleteAll(user)).isZero();
    assertThat(vault.findAll(other).services()).hasSize(1);
  }

  @Test
  void storesKeysForAServiceThatWasRegistered() {
    ProviderId own = ProviderId.of("own-" + UUID.randomUUID().toString().substring(0, 8));
    Secret key = newKey();

    vault.registerService(own);
    vault.registerService(own);
    vault.insert(user, own, key);

    assertThat(vault.find(user, own)).contains(key);
    assertThat(vault.findAll(user).services()).containsExactly(own);
  }

  @Test
  void concurrentInsertsForOneUserAndServiceAllSucceed() throws Exception {
    List<Secret> keys = List.of(newKey(), newKey(), newKey(), newKey());
    ExecutorService threads = Executors.newFixedThreadPool(keys.size());
    try {
      List<Callable<UUID>> inserts =
          keys.stream()
              .map(key -> (Callable<UUID>) () -> vault.insert(user, ProviderId.OPENAI, key))
              .toList();
      for (Future<UUID> insert : threads.invokeAll(inserts)) {
        assertThat(insert.get()).isNotNull();
      }
    } finally {
      threads.shutdown();
    }

    assertThat(vault.find(user, ProviderId.OPENAI).orElseThrow()).isIn(keys);
    assertThat(vault.list(user)).hasSize(1);
  }

  @Test
  void isHealthy() {
    assertThat(vault.health()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(ReadAudit.Mode.class)
  void recordsEachKeyThatIsHandedOut(ReadAudit.Mode mode) {
    vault.insert(user, ProviderId.OPENAI, newKey());
    vault.insert(user, ProviderId.XAI, newKey());
    ApiKeyVault audited =
        vault(mode == ReadAudit.Mode.BACKGROUND ? ReadAudit.BACKGROUND : ReadAudit.SYNCHRONOUS);
    long before = audited.readAuditCounts().recorded();

    UserCredentials all = audited.findAll(user);
    all.open(ProviderId.XAI);
    all.open(ProviderId.ANTHROPIC);
    all.use(ProviderId.OPENAI);
    audited.close();

    ReadAuditCounts counts = audited.readAuditCounts();
    assertThat(counts).isEqualTo(new ReadAuditCounts(before + 2, 0, 0, 0));
    assertThat(lastUsed(ProviderId.OPENAI)).isNotEmpty();
    assertThat(lastUsed(ProviderId.XAI)).isEmpty();
  }

  @Test
  void closesTwiceAndStillRecordsAfterwards() {
    vault.insert(user, ProviderId.OPENAI, newKey());
    ApiKeyVault closed = vault(ReadAudit.BACKGROUND);
    closed.close();
    closed.close();

    closed.findAll(user).use(ProviderId.OPENAI);

    assertThat(lastUsed(ProviderId.OPENAI)).isNotEmpty();
  }

  private Optional<Instant> lastUsed(ProviderId service) {
    return vault.list(user).stream()
        .filter(entry -> entry.service().equals(service))
        .findFirst()
        .flatMap(KeyMetadata::lastUsed);
  }

  private static KeyMetadata only(List<KeyMetadata> listed) {
    assertThat(listed).hasSize(1);
    return listed.get(0);
  }

  private static void assertHasNothing(UserCredentials credentials) {
    assertThat(credentials.services()).isEmpty();
    assertThat(credentials.open(ProviderId.OPENAI)).isEmpty();
    assertThat(credentials.use(ProviderId.OPENAI)).isEmpty();
    assertThat(credentials.gatewayBaseUrl()).isEmpty();
    assertThat(credentials.gatewayFallbackAllowed()).isFalse();
  }
}
