package dev.belay.byok;

import dev.belay.byok.ResolutionPolicy.UnreadableKeys;
import dev.belay.byok.ResolutionStep.Outcome;
import dev.belay.byok.envelope.EnvelopeException;
import dev.belay.support.Secret;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One walk through the sources, for one user and one hint. Used once, by one thread. */
final class Resolution {

  private final ResolutionPolicy policy;
  private final List<Provider> preference;
  private final Provider gateway;
  private final ModelNames models;
  private final ServerCredentials server;
  private final UserCredentials user;
  private final ModelHint hint;
  private final List<ResolutionStep> trace = new ArrayList<>();

  Resolution(
      ResolutionPolicy policy,
      List<Provider> preference,
      Provider gateway,
      ModelNames models,
      ServerCredentials server,
      UserCredentials user,
      ModelHint hint) {
    this.policy = policy;
    this.preference = preference;
    this.gateway = gateway;
    this.models = models;
    this.server = server;
    this.user = user;
    this.hint = hint;
  }

  ResolvedProvider run() {
    for (CredentialSource source : policy.sources()) {
      Optional<ResolvedProvider> found = look(source);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw Refusal.nothingServes(trace, variables());
  }

  private Optional<ResolvedProvider> look(CredentialSource source) {
    if (source == CredentialSource.USER_PROVIDER || source == CredentialSource.SERVER_PROVIDER) {
      return throughFirst(source);
    }
    if (source == CredentialSource.USER_GATEWAY) {
      return throughGateway(source, user.gatewayBaseUrl());
    }
    return has(source, gateway) && !user.gatewayFallbackAllowed()
        ? passOver(source, gateway, Outcome.NO_CONSENT)
        : throughGateway(source, server.gatewayBaseUrl());
  }

  private Optional<ResolvedProvider> throughFirst(CredentialSource source) {
    for (Provider provider : ownersFirst()) {
      Optional<ResolvedProvider> found = through(source, provider, provider.baseUrl());
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** The providers in order, but first those whose own model is requested. */
  private List<Provider> ownersFirst() {
    if (hint.isEmpty()) {
      return preference;
    }
    List<Provider> sorted = new ArrayList<>(preference);
    sorted.sort(Comparator.comparing(provider -> !models.belongsTo(provider, hint)));
    return sorted;
  }

  private Optional<ResolvedProvider> throughGateway(CredentialSource source, Optional<String> url) {
    if (!has(source, gateway)) {
      return passOver(source, gateway, Outcome.NO_KEY);
    }
    return through(
        source, gateway, url.map(text -> checked(source, text)).orElse(gateway.baseUrl()));
  }

  private Optional<ResolvedProvider> through(
      CredentialSource source, Provider provider, URI baseUrl) {
    if (!has(source, provider)) {
      return passOver(source, provider, Outcome.NO_KEY);
    }
    Optional<String> fallback = policy.defaultModel(provider.id()).or(provider::defaultModel);
    ModelChoice choice = models.at(provider, hint, fallback);
    if (choice.outcome() != Outcome.USED) {
      return passOver(source, provider, choice.outcome());
    }
    Optional<Secret> key = key(source, provider);
    if (key.isEmpty()) {
      return passOver(source, provider, Outcome.UNREADABLE);
    }
    trace.add(new ResolutionStep(source, provider.id(), Outcome.USED));
    return Optional.of(resolved(source, provider, choice.modelId(), baseUrl, key.get()));
  }

  private boolean has(CredentialSource source, Provider provider) {
    return isUsers(source)
        ? user.services().contains(provider.id())
        : server.find(provider.id()).isPresent();
  }

  private Optional<Secret> key(CredentialSource source, Provider provider) {
    if (!isUsers(source)) {
      return server.find(provider.id());
    }
    try {
      return user.use(provider.id());
    } catch (EnvelopeException unreadable) {
      if (policy.unreadableKeys() == UnreadableKeys.SKIP) {
        return Optional.empty();
      }
      throw unreadable;
    }
  }

  private URI checked(CredentialSource source, String url) {
    try {
      return policy.gatewayUrls().check(url);
    } catch (GatewayUrlRejectedException rejected) {
      trace.add(new ResolutionStep(source, gateway.id(), Outcome.URL_REJECTED));
      throw Refusal.urlRejected(source, rejected, trace);
    }
  }

  private Optional<ResolvedProvider> passOver(
      CredentialSource source, Provider provider, Outcome outcome) {
    trace.add(new ResolutionStep(source, provider.id(), outcome));
    return Optional.empty();
  }

  private ResolvedProvider resolved(
      CredentialSource source, Provider provider, String modelId, URI baseUrl, Secret key) {
    return new ResolvedProvider(
        source,
        provider.id(),
        modelId,
        baseUrl,
        baseUrl.equals(provider.baseUrl()) ? provider.rootUrl() : Provider.rootOf(baseUrl),
        provider.protocol(),
        key,
        provider.protocol().headers(key, policy.anthropicVersion()),
        trace);
  }

  private List<String> variables() {
    return Stream.concat(preference.stream(), Stream.of(gateway))
        .flatMap(provider -> provider.environmentVariable().stream())
        .toList();
  }

  private static boolean isUsers(CredentialSource source) {
    return source == CredentialSource.USER_GATEWAY || source == CredentialSource.USER_PROVIDER;
  }
}
