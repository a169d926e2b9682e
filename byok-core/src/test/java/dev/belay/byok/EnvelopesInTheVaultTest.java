package dev.belay.byok;

import static dev.belay.byok.HostileKeyContract.newKey;
import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.byok.ResolutionPolicy.UnreadableKeys;
import dev.belay.byok.ResolutionStep.Outcome;
import dev.belay.byok.envelope.EnvelopeException;
import dev.belay.byok.envelope.EnvelopeException.Reason;
import dev.belay.byok.envelope.KeyRing;
import dev.belay.byok.envelope.Rings;
import dev.belay.sql.DatabaseShape;
import dev.belay.sql.InstalledDatabase;
import dev.belay.sql.TestSql;
import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.Refusals.Call;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What lies in the database, and what happens when somebody tampers with it. */
class EnvelopesInTheVaultTest {

  private static final Secret FIRST_KEY = Rings.generated();
  private static final KeyRing RING = KeyRing.of("k1", FIRST_KEY);

  private static InstalledDatabase plain;
  private static InstalledDatabase supabase;

  private ApiKeyVault vault;
  private UUID user;

  @BeforeAll
  static void install() {
    plain = InstalledDatabase.create(DatabaseShape.PLAIN);
    supabase = InstalledDatabase.create(DatabaseShape.SUPABASE);
  }

  @AfterAll
  static void drop() {
    plain.close();
    supabase.close();
  }

  @BeforeEach
  void open() {
    vault = ApiKeyVaults.over(plain.rpc(), RING);
    user = plain.newUser();
  }

  @AfterEach
  void close() {
    vault.close();
  }

  @Test
  void theDatabaseSeesEnvelopesOnly() {
    Secret key = newKey();

    vault.insert(user, ProviderId.OPENAI, key);

    assertThat(stored(user, "openai")).startsWith("belay.v1.k1.").doesNotContain(key.reveal());
    assertThat(vault.list(user).get(0).keyId()).contains("k1");
  }

  @Test
  void anEnvelopeDoesNotOpenForAnotherUserOrService() {
    UUID other = plain.newUser();
    vault.insert(user, ProviderId.OPENAI, newKey());
    vault.insert(other, ProviderId.OPENAI, newKey());
    vault.insert(user, ProviderId.XAI, newKey());

    overwrite(user, "openai", stored(other, "openai"));
    assertUnreadable(Reason.AUTHENTICATION_FAILED);

    overwrite(user, "openai", stored(user, "xai"));
    assertUnreadable(Reason.AUTHENTICATION_FAILED);
  }

  @Test
  void aDamagedEnvelopeIsNotAnAbsentKey() {
    vault.insert(user, ProviderId.OPENAI, newKey());
    StringBuilder envelope = new StringBuilder(stored(user, "openai"));
    int insideCiphertext = envelope.length() - 30;
    envelope.setCharAt(insideCiphertext, envelope.charAt(insideCiphertext) == 'A' ? 'B' : 'A');

    overwrite(user, "openai", envelope.toString());
    assertUnreadable(Reason.AUTHENTICATION_FAILED);

    overwrite(user, "openai", "belay.v1.k1.AAAA");
    assertUnreadable(Reason.MALFORMED);
  }

  @Test
  void aLostSecretIsNotAnAbsentKey() {
    vault.insert(user, ProviderId.OPENAI, newKey());
    TestSql.execute(
        plain.superuser(),
        "delete from vault.secrets where name = 'openai_api_key_%s'".formatted(user));

    assertThat(refusalOf(ConfigurationException.class, () -> vault.find(user, ProviderId.OPENAI)))
        .hasMessageContaining("missing from the vault");
    assertThat(reasonOf(() -> vault.findAll(user).open(ProviderId.OPENAI)))
        .isEqualTo(Reason.MISSING);
  }

  @Test
  void aKeyThatTheRingDoesNotHoldIsNamed() {
    vault.insert(user, ProviderId.OPENAI, newKey());
    ApiKeyVault later = ApiKeyVaults.over(plain.rpc(), KeyRing.of("k2", Rings.generated()));

    assertThat(reasonOf(() -> later.find(user, ProviderId.OPENAI)))
        .isEqualTo(Reason.UNKNOWN_KEY_ID);
    later.close();
  }

  @Test
  void anOldKeyOfTheRingStillOpens() {
    Secret key = newKey();
    vault.insert(user, ProviderId.OPENAI, key);
    KeyRing later = KeyRing.of("k2", Rings.generated()).withOld("k1", FIRST_KEY);

    try (ApiKeyVault rotated = ApiKeyVaults.over(plain.rpc(), later)) {
      assertThat(rotated.find(user, ProviderId.OPENAI)).contains(key);
    }
  }

  @Test
  void anUnreadableKeyEndsTheResolution() {
    makeUnreadable();
    vault.insert(user, ProviderId.XAI, newKey());
    ProviderResolver resolver = ProviderResolver.builder(vault).serverCredentials(team()).build();

    assertThat(reasonOf(() -> resolver.resolve(user))).isEqualTo(Reason.AUTHENTICATION_FAILED);
  }

  @Test
  void onlyTheEnvelopeThatIsUsedIsOpened() {
    makeUnreadable();
    Secret key = newKey();
    vault.insert(user, ProviderId.XAI, key);
    ProviderResolver resolver = ProviderResolver.builder(vault).build();

    assertThat(resolver.resolve(user, ModelHint.of("grok-4.3")).apiKey()).isEqualTo(key);
  }

  @Test
  void aPolicyMayPassOverAnUnreadableKey() {
    makeUnreadable();
    ResolutionPolicy skipping =
        ResolutionPolicy.builder().unreadableKeys(UnreadableKeys.SKIP).build();
    ProviderResolver.Builder builder = ProviderResolver.builder(vault).policy(skipping);

    ResolvedProvider provider = builder.serverCredentials(team()).build().resolve(user);

    assertThat(provider.credentialSource()).isEqualTo(CredentialSource.SERVER_PROVIDER);
    assertThat(provider.trace()).extracting("outcome").contains(Outcome.UNREADABLE);
    assertThat(
            refusalOf(
                    ResolutionRefusedException.class,
                    () -> builder.serverCredentials(ServerCredentials.none()).build().resolve(user))
                .reason())
        .isEqualTo(ResolutionRefusedException.Reason.UNREADABLE);
  }

  @Test
  void aPortableVaultTakesNoPlainKey() {
    try (ApiKeyVault unsealed = ApiKeyVaults.overSupabaseVault(plain.rpc())) {
      for (ProviderId service : List.of(ProviderId.OPENAI, ProviderId.GATEWAY)) {
        Secret key = newKey();
        assertThat(
                refusalOf(ConfigurationException.class, () -> unsealed.insert(user, service, key)))
            .hasMessageContaining("configure a key ring");
      }
      assertThat(unsealed.list(user)).isEmpty();
    }
  }

  @Test
  void anEnvelopeWithoutAKeyRingIsNotAKey() {
    vault.insert(user, ProviderId.OPENAI, newKey());

    try (ApiKeyVault unsealed = ApiKeyVaults.overSupabaseVault(plain.rpc())) {
      assertThat(reasonOf(() -> unsealed.find(user, ProviderId.OPENAI)))
          .isEqualTo(Reason.NO_KEY_RING);
      assertThat(reasonOf(() -> unsealed.findAll(user).open(ProviderId.OPENAI)))
          .isEqualTo(Reason.NO_KEY_RING);
    }
  }

  @Test
  void aPlainKeyIsRefusedOnceThereIsAKeyRing() {
    UUID early = supabase.newUser();
    Secret key = newKey();
    try (ApiKeyVault before = ApiKeyVaults.overSupabaseVault(supabase.rpc())) {
      before.insert(early, ProviderId.OPENAI, key);
    }

    try (ApiKeyVault strict = ApiKeyVaults.over(supabase.rpc(), RING)) {
      assertThat(reasonOf(() -> strict.find(early, ProviderId.OPENAI))).isEqualTo(Reason.MALFORMED);
    }
  }

  @Test
  void aPlainKeyOpensForTheTimeOfTransition() {
    UUID early = supabase.newUser();
    Secret key = newKey();
    try (ApiKeyVault before = ApiKeyVaults.overSupabaseVault(supabase.rpc())) {
      before.insert(early, ProviderId.OPENAI, key);
    }

    try (ApiKeyVault both =
        ApiKeyVaults.builder(supabase.rpc()).keyRing(RING).openPlainKeys().build()) {
      both.insert(early, ProviderId.XAI, key);
      assertThat(both.find(early, ProviderId.OPENAI)).contains(key);
      assertThat(both.find(early, ProviderId.XAI)).contains(key);
      assertThat(both.list(early))
          .extracting(entry -> entry.keyId().orElse("none"))
          .containsExactly("none", "k1");
    }
  }

  @Test
  void plainKeysNeedNoPermissionWithoutAKeyRing() {
    refusalOf(
        InvalidArgumentException.class,
        () -> ApiKeyVaults.builder(plain.rpc()).openPlainKeys().build());
  }

  @Test
  void readsAreAudited() {
    vault.insert(user, ProviderId.OPENAI, newKey());
    vault.insert(user, ProviderId.XAI, newKey());

    vault.find(user, ProviderId.XAI);
    ProviderResolver.builder(vault).build().resolve(user);
    vault.close();

    assertThat(
            TestSql.column(
                plain.superuser(),
                "select action || ' ' || service from belay.api_key_audit"
                    + " where user_id = ? order by id",
                user))
        .containsExactly("stored openai", "stored xai", "read xai", "read openai");
  }

  private static ServerCredentials team() {
    return ServerCredentials.from(Environment.of(ResolverFixture.WHOLE_TEAM));
  }

  private void makeUnreadable() {
    vault.insert(user, ProviderId.OPENAI, newKey());
    UUID other = plain.newUser();
    vault.insert(other, ProviderId.OPENAI, newKey());
    overwrite(user, "openai", stored(other, "openai"));
  }

  private void assertUnreadable(Reason reason) {
    assertThat(reasonOf(() -> vault.find(user, ProviderId.OPENAI))).isEqualTo(reason);
    assertThat(reasonOf(() -> vault.findAll(user).open(ProviderId.OPENAI))).isEqualTo(reason);
  }

  private static Reason reasonOf(Call call) {
    BelayException thrown = refusalOf(BelayException.class, call);
    assertThat(thrown).isInstanceOf(EnvelopeException.class);
    return ((EnvelopeException) thrown).reason();
  }

  private static String stored(UUID owner, String service) {
    return TestSql.text(
        plain.superuser(),
        "select decrypted_secret from vault.decrypted_secrets where name = ?",
        service + "_api_key_" + owner);
  }

  private static void overwrite(UUID owner, String service, String envelope) {
    TestSql.execute(
        plain.superuser(),
        "select vault.update_secret(id, '%s') from vault.secrets where name = '%s_api_key_%s'"
            .formatted(envelope, service, owner));
  }
}
