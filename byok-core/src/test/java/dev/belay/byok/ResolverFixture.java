package dev.belay.byok;

import static dev.belay.byok.HostileKeyContract.newKey;
import static dev.belay.testservers.leak.Refusals.refusalOf;

import dev.belay.support.Environment;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.TestKeys;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.OpenTelemetry;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the contracts of {@link ProviderResolver} work with: one user, and the team's settings. */
public abstract class ResolverFixture {

  static final String OWN_HOST = "my-gateway.example.org";
  static final GatewayUrlPolicy OWN_HOST_TOO = GatewayUrlPolicy.standard().allowing(OWN_HOST);

  static final Map<String, String> NO_TEAM = Map.of();
  static final Map<String, String> WHOLE_TEAM =
      Map.of(
          "OPENAI_API_KEY", TestKeys.openai(),
          "OPENROUTER_API_KEY", TestKeys.openRouter(),
          "ANTHROPIC_API_KEY", TestKeys.anthropic(),
          "XAI_API_KEY", TestKeys.xai(),
          "AI_GATEWAY_API_KEY", TestKeys.gateway());

  private ResolverSubject subject;
  private ApiKeyVault vault;
  private GatewayConfigs configs;
  private UUID user;

  /**
   * What the resolver reads.
   *
   * @return the subject, asked for once in each test
   */
  protected abstract ResolverSubject subject();

  /**
   * Where the resolver shows what it does.
   *
   * @return the SDK of this test run, unless a test has another
   */
  protected OpenTelemetry telemetry() {
    return GlobalOpenTelemetry.getOrNoop();
  }

  @BeforeEach
  final void open() {
    subject = subject();
    vault = subject.vault(ReadAudit.BACKGROUND);
    configs = subject.configs(OWN_HOST_TOO);
    user = subject.newUser();
  }

  @AfterEach
  final void close() {
    vault.close();
  }

  /** Another vault over what {@link #vault()} is over. */
  final ApiKeyVault vault(ReadAudit audit) {
    return subject.vault(audit);
  }

  final GatewayConfigs configs(GatewayUrlPolicy urls) {
    return subject.configs(urls);
  }

  final ApiKeyVault vault() {
    return vault;
  }

  final GatewayConfigs configs() {
    return configs;
  }

  final UUID user() {
    return user;
  }

  /** Stores a key of the user. */
  final Secret stored(ProviderId service) {
    Secret key = newKey();
    vault.insert(user, service, key);
    return key;
  }

  final ResolvedProvider resolve(String hint) {
    return resolve(ResolutionPolicy.standard(), Map.of(), hint);
  }

  final ResolvedProvider resolve(ResolutionPolicy policy, Map<String, String> team, String hint) {
    return resolver(policy, team).resolve(user, ModelHint.of(hint));
  }

  final ProviderResolver resolver(ResolutionPolicy policy, Map<String, String> team) {
    return ProviderResolver.builder(vault)
        .policy(policy)
        .serverCredentials(ServerCredentials.from(Environment.of(team)))
        .telemetry(telemetry())
        .build();
  }

  final ResolutionRefusedException refusal(
      ResolutionPolicy policy, Map<String, String> team, String hint) {
    return refusalOf(ResolutionRefusedException.class, () -> resolve(policy, team, hint));
  }

  /** A part of the team's settings. */
  static Map<String, String> team(String... variables) {
    Map<String, String> part = new HashMap<>(WHOLE_TEAM);
    part.keySet().retainAll(Set.of(variables));
    return part;
  }

  /** The team's gateway and nothing else, at another host than the default one. */
  static Map<String, String> teamGatewayAt(String url) {
    Map<String, String> settings = team("AI_GATEWAY_API_KEY", "OPENAI_API_KEY");
    settings.put("AI_GATEWAY_URL", url);
    return settings;
  }
}
