package dev.belay.byok;

import dev.belay.support.Environment;
import dev.belay.support.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The team's own keys. Immutable; the text form shows the providers only.
 *
 * <p>The standard names are {@code OPENAI_API_KEY}, {@code OPENROUTER_API_KEY}, {@code
 * ANTHROPIC_API_KEY}, {@code XAI_API_KEY}, {@code AI_GATEWAY_API_KEY} and {@code AI_GATEWAY_URL}. A
 * blank value counts as unset.
 */
public final class ServerCredentials {

  private static final ServerCredentials NONE = new ServerCredentials(Map.of(), null);

  private final Map<ProviderId, Secret> keys;
  private final @Nullable String gatewayBaseUrl;

  private ServerCredentials(Map<ProviderId, Secret> keys, @Nullable String gatewayBaseUrl) {
    this.keys = Map.copyOf(keys);
    this.gatewayBaseUrl = gatewayBaseUrl;
  }

  /**
   * No team key at all: users bring their own or are refused.
   *
   * @return empty credentials
   */
  public static ServerCredentials none() {
    return NONE;
  }

  /**
   * Reads the keys of the standard providers.
   *
   * @param environment where to read
   * @return the keys that are set
   * @throws dev.belay.support.ConfigurationException if a key holds white space or characters that
   *     no header can carry
   */
  public static ServerCredentials from(Environment environment) {
    return from(environment, ProviderRegistry.standard());
  }

  /**
   * Reads the keys of all providers that name an environment variable.
   *
   * @param environment where to read
   * @param registry the providers
   * @return the keys that are set
   * @throws dev.belay.support.ConfigurationException if a key holds white space or characters that
   *     no header can carry
   */
  public static ServerCredentials from(Environment environment, ProviderRegistry registry) {
    Objects.requireNonNull(environment, "environment");
    Map<ProviderId, Secret> keys = new LinkedHashMap<>();
    for (Provider provider : registry.all()) {
      provider
          .environmentVariable()
          .flatMap(name -> environment.secret(name).map(key -> ApiKeys.checkedServerKey(name, key)))
          .ifPresent(key -> keys.put(provider.id(), key));
    }
    return new ServerCredentials(keys, environment.get("AI_GATEWAY_URL").orElse(null));
  }

  /**
   * The team's key for a provider.
   *
   * @param provider the provider, or {@link ProviderId#GATEWAY} for the team's gateway
   * @return the key, or empty where none is configured
   */
  public Optional<Secret> find(ProviderId provider) {
    return Optional.ofNullable(keys.get(Objects.requireNonNull(provider, "provider")));
  }

  /**
   * The base URL of the team's gateway, as configured. It is checked where it is used.
   *
   * @return the URL, or empty for the default gateway
   */
  public Optional<String> gatewayBaseUrl() {
    return Optional.ofNullable(gatewayBaseUrl);
  }

  @Override
  public String toString() {
    return "ServerCredentials" + keys.keySet().stream().sorted().toList();
  }
}
