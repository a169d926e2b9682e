package dev.belay.byok;

import java.util.Locale;
import java.util.Optional;

/**
 * Translates a wish for a model into the name that a provider uses for it.
 *
 * <p>A router takes {@code vendor/model}; a vendor's own API takes {@code model} and no other
 * vendor's models. A name without a vendor belongs to the vendor whose family it is of.
 */
final class ModelNames {

  private final ProviderRegistry registry;

  ModelNames(ProviderRegistry registry) {
    this.registry = registry;
  }

  /** The name at a provider, where the default model stands in for an empty hint. */
  ModelChoice at(Provider provider, ModelHint hint, Optional<String> defaultModel) {
    if (hint.isEmpty()) {
      return defaultModel.map(ModelChoice::of).orElse(ModelChoice.REQUIRED);
    }
    return provider.router() ? atRouter(provider, hint.text()) : atVendor(provider, hint.text());
  }

  /** Whether the hint names this provider, or is of one of its own families. */
  boolean belongsTo(Provider provider, ModelHint hint) {
    int slash = hint.text().indexOf('/');
    return slash < 0
        ? isOfFamily(provider, hint.text())
        : named(hint.text().substring(0, slash)).filter(provider::equals).isPresent();
  }

  private ModelChoice atRouter(Provider router, String model) {
    int slash = model.indexOf('/');
    if (slash < 0) {
      ProviderId vendor = ownerOf(model).map(Provider::id).orElse(ProviderId.OPENAI);
      return ModelChoice.of(router.vendorName(vendor) + "/" + model);
    }
    String rest = model.substring(slash + 1);
    Optional<Provider> vendor = named(model.substring(0, slash));
    if (vendor.isEmpty()) {
      return ModelChoice.of(model);
    }
    if (!vendor.get().router()) {
      return ModelChoice.of(router.vendorName(vendor.get().id()) + "/" + rest);
    }
    if (!vendor.get().equals(router)) {
      return ModelChoice.FOREIGN;
    }
    // A router has names of its own, such as openrouter/auto: only a vendor's model loses the head.
    boolean vendorsModel = rest.indexOf('/') >= 0 || ownerOf(rest).isPresent();
    return vendorsModel ? atRouter(router, rest) : ModelChoice.of(model);
  }

  private ModelChoice atVendor(Provider provider, String model) {
    int slash = model.indexOf('/');
    if (slash >= 0) {
      boolean own = named(model.substring(0, slash)).filter(provider::equals).isPresent();
      return own ? ModelChoice.of(model.substring(slash + 1)) : ModelChoice.FOREIGN;
    }
    boolean fits = isOfFamily(provider, model) || ownerOf(model).isEmpty();
    return fits ? ModelChoice.of(model) : ModelChoice.FOREIGN;
  }

  /** The provider of this id, or the one that a router calls so. */
  private Optional<Provider> named(String prefix) {
    String name = prefix.toLowerCase(Locale.ROOT);
    return registry.all().stream()
        .filter(provider -> provider.id().value().equals(name))
        .findFirst()
        .or(() -> aliased(name));
  }

  private Optional<Provider> aliased(String name) {
    return registry.all().stream()
        .flatMap(router -> router.vendorNames().entrySet().stream())
        .filter(entry -> entry.getValue().equals(name))
        .findFirst()
        .flatMap(entry -> registry.find(entry.getKey()));
  }

  private Optional<Provider> ownerOf(String model) {
    return registry.all().stream().filter(provider -> isOfFamily(provider, model)).findFirst();
  }

  private static boolean isOfFamily(Provider provider, String model) {
    String name = model.toLowerCase(Locale.ROOT);
    return provider.modelFamilies().stream()
        .anyMatch(family -> name.equals(family) || name.startsWith(family + "-"));
  }
}
