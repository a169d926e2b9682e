package dev.belay.byok;

import static dev.belay.byok.HostileKeyContract.newKey;
import static dev.belay.byok.ProviderId.GATEWAY;
import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.ConflictException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.net.URI;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link GatewayConfigs} does. A backend's test only supplies it and its vault. */
public abstract class GatewayConfigsContract extends ResolverFixture {

  private static final UUID NIL = new UUID(0, 0);
  private static final String OWN_URL = "https://" + OWN_HOST + "/v1";

  @Test
  void storesAKeyAndItsUrlTogether() {
    Secret key = newKey();

    assertThat(configs().put(user(), key, OWN_URL)).isNotNull();

    assertThat(vault().find(user(), GATEWAY)).contains(key);
    assertThat(configs().findBaseUrl(user())).contains(URI.create(OWN_URL));
    assertThat(vault().findAll(user()).gatewayBaseUrl()).contains(OWN_URL);
  }

  @Test
  void storesTheNormalFormOfAUrl() {
    configs().put(user(), newKey(), "https://" + OWN_HOST.toUpperCase(Locale.ROOT) + ":443/v4/ai/");

    assertThat(vault().findAll(user()).gatewayBaseUrl()).contains(OWN_URL);
  }

  @Test
  void aNewKeyWithoutUrlDoesNotGoToTheOldHost() {
    configs().put(user(), newKey(), OWN_URL);
    Secret key = newKey();

    configs().put(user(), key);

    assertThat(vault().find(user(), GATEWAY)).contains(key);
    assertThat(configs().findBaseUrl(user())).isEmpty();
  }

  @Test
  void neitherDoesAKeyThatTheVaultInserts() {
    configs().put(user(), newKey(), OWN_URL);

    vault().insert(user(), GATEWAY, newKey());

    assertThat(configs().findBaseUrl(user())).isEmpty();
  }

  @Test
  void changesTheUrlAndKeepsTheKey() {
    Secret key = newKey();
    configs().put(user(), key);

    configs().setBaseUrl(user(), OWN_URL);

    assertThat(configs().findBaseUrl(user())).contains(URI.create(OWN_URL));
    assertThat(vault().find(user(), GATEWAY)).contains(key);
  }

  @Test
  void deletesKeyAndUrl() {
    configs().put(user(), newKey(), OWN_URL);
    Secret other = newKey();
    vault().insert(user(), ProviderId.OPENAI, other);

    configs().delete(user());
    configs().delete(user());

    assertThat(vault().find(user(), GATEWAY)).isEmpty();
    assertThat(configs().findBaseUrl(user())).isEmpty();
    assertThat(vault().find(user(), ProviderId.OPENAI)).contains(other);
  }

  @Test
  void deletingAllKeysDeletesTheUrl() {
    configs().put(user(), newKey(), OWN_URL);

    vault().deleteAll(user());

    assertThat(configs().findBaseUrl(user())).isEmpty();
  }

  @Test
  void theConsentIsNoUntilItIsGiven() {
    assertThat(configs().fallbackAllowed(user())).isFalse();
    assertThat(configs().fallbackAllowed(UUID.randomUUID())).isFalse();

    configs().setFallbackAllowed(user(), true);
    assertThat(configs().fallbackAllowed(user())).isTrue();
    assertThat(vault().findAll(user()).gatewayFallbackAllowed()).isTrue();

    configs().setFallbackAllowed(user(), false);
    assertThat(configs().fallbackAllowed(user())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "gateway",
        "http://my-gateway.example.org/v1",
        "https://user:password@my-gateway.example.org/v1",
        "https://my-gateway.example.org:8443/v1",
        "https://127.0.0.1/v1",
        "https://169.254.169.254/v1",
        "https://evil.example.com/v1",
        "https://my-gateway.example.org/v1?x='; drop table public.api_gateway_configs; --"
      })
  void refusesAUrlThatIsNotAllowedAndStoresNothing(String url) {
    refusalOf(GatewayUrlRejectedException.class, () -> configs().put(user(), newKey(), url));
    refusalOf(GatewayUrlRejectedException.class, () -> configs().setBaseUrl(user(), url));

    assertThat(vault().findAll(user()).services()).isEmpty();
    assertThat(configs().findBaseUrl(user())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("dev.belay.byok.HostileKeyContract#malformedKeys")
  void refusesAMalformedKeyAndStoresNothing(String spoilt) {
    refusalOf(
        InvalidArgumentException.class,
        () -> configs().put(user(), HostileKeyContract.malformed(spoilt), OWN_URL));

    assertThat(vault().findAll(user()).services()).isEmpty();
    assertThat(configs().findBaseUrl(user())).isEmpty();
  }

  @Test
  void checksAUrlAgainWhenItIsRead() {
    configs().put(user(), newKey(), OWN_URL);

    refusalOf(
        GatewayUrlRejectedException.class,
        () -> configs(GatewayUrlPolicy.standard()).findBaseUrl(user()));
  }

  @Test
  void refusesTheNilUser() {
    refusalOf(InvalidArgumentException.class, () -> configs().put(NIL, newKey()));
    refusalOf(InvalidArgumentException.class, () -> configs().setBaseUrl(NIL, OWN_URL));
    refusalOf(InvalidArgumentException.class, () -> configs().findBaseUrl(NIL));
    refusalOf(InvalidArgumentException.class, () -> configs().delete(NIL));
    refusalOf(InvalidArgumentException.class, () -> configs().fallbackAllowed(NIL));
    refusalOf(InvalidArgumentException.class, () -> configs().setFallbackAllowed(NIL, true));
  }

  @Test
  void refusesAUserWhoDoesNotExist() {
    UUID nobody = UUID.randomUUID();

    refusalOf(ConflictException.class, () -> configs().put(nobody, newKey(), OWN_URL));
    refusalOf(ConflictException.class, () -> configs().setBaseUrl(nobody, OWN_URL));
    refusalOf(ConflictException.class, () -> configs().setFallbackAllowed(nobody, true));
  }
}
