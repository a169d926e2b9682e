package dev.belay.examples.cli;

import dev.belay.byok.KeyHealth;
import dev.belay.byok.KeyHealthChecker;
import dev.belay.byok.Provider;
import dev.belay.byok.ProviderRegistry;
import dev.belay.byok.ResolvedProvider;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;

/**
 * Proves a resolved credential against the host that it is for. What a provider answers is never
 * shown.
 */
final class LiveCheck {

  private final KeyHealthChecker checker;
  private final ProviderRegistry registry;

  LiveCheck(KeyHealthChecker checker, ProviderRegistry registry) {
    this.checker = checker;
    this.registry = registry;
  }

  /** Returns only if the provider says, in the form that it documents, that it takes the key. */
  void requireAccepted(ResolvedProvider resolved) {
    KeyHealth health = ask(resolved);
    String host = resolved.baseUrl().getHost();
    String why = " (" + health.reason().word() + ")";
    switch (health.state()) {
      case VALID -> {}
      case INVALID -> throw refused(host + " does not accept the key" + why);
      case RESTRICTED -> throw refused(host + " knows the key and refuses the check" + why);
      case NO_QUOTA -> throw refused(host + " has nothing left to spend on the key" + why);
      case UNREACHABLE, UNKNOWN ->
          throw new BackendUnavailableException(
              host + " did not say whether it accepts the key" + why, BackendFault.none(), true);
    }
  }

  /** A gateway of somebody's own is called through the transport that judges its address. */
  private KeyHealth ask(ResolvedProvider resolved) {
    Provider provider = registry.get(resolved.provider());
    return resolved.baseUrl().equals(provider.baseUrl())
        ? checker.check(provider, resolved.apiKey())
        : checker.checkGateway(resolved.apiKey(), resolved.baseUrl().toString());
  }

  private static AccessDeniedException refused(String message) {
    return new AccessDeniedException(message, BackendFault.none());
  }
}
