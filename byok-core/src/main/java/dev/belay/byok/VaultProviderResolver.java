package dev.belay.byok;

import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** Reads a user's credentials once from a vault and walks through the policy's sources. */
final class VaultProviderResolver implements ProviderResolver {

  private final ApiKeyVault vault;
  private final ResolutionPolicy policy;
  private final List<Provider> preference;
  private final Provider gateway;
  private final ServerCredentials server;
  private final ModelNames models;

  VaultProviderResolver(
      ApiKeyVault vault,
      ResolutionPolicy policy,
      ProviderRegistry registry,
      ServerCredentials server) {
    this.vault = vault;
    this.policy = policy;
    this.preference = preference(policy, registry);
    this.gateway = registry.get(ProviderId.GATEWAY);
    this.server = server;
    this.models = new ModelNames(registry);
  }

  @Override
  public ResolvedProvider resolve(UUID userId, ModelHint hint) {
    Objects.requireNonNull(hint, "hint");
    UserCredentials user = vault.findAll(userId);
    return new Resolution(policy, preference, gateway, models, server, user, hint).run();
  }

  private static List<Provider> preference(ResolutionPolicy policy, ProviderRegistry registry) {
    if (policy.preference().isEmpty()) {
      return registry.all().stream().filter(p -> !p.id().equals(ProviderId.GATEWAY)).toList();
    }
    return policy.preference().stream().map(registry::get).toList();
  }
}
