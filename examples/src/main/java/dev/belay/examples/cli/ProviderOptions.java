package dev.belay.examples.cli;

import dev.belay.byok.Provider;
import dev.belay.byok.ProviderId;
import dev.belay.byok.ProviderRegistry;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The providers that a command knows: those of the library, and the operator's own. */
final class ProviderOptions {

  static final String VARIABLE = "BELAY_PROVIDERS";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--provider",
      paramLabel = ProviderText.FORM,
      converter = ProviderText.class,
      description = {
        "An OpenAI-compatible provider besides those of belay, as groq=https://host/v1 or",
        "groq=https://host/v1,model=default-model. May be repeated. More of them are read from",
        "the variable BELAY_PROVIDERS, with spaces between."
      })
  private List<Provider> given = new ArrayList<>();

  /** What is given here takes the place of the variable's entry of the same name. */
  ProviderRegistry registry(Environment environment) {
    if (repeats(given)) {
      throw new ParameterException(command.commandLine(), "--provider gives a name twice");
    }
    ProviderRegistry registry = ProviderRegistry.standard();
    for (Provider provider : Stream.concat(configured(environment), given.stream()).toList()) {
      registry = registry.with(provider);
    }
    return registry;
  }

  /** The provider of a service for which a key is to be stored. */
  ProviderId known(String service, Environment environment) {
    ProviderId id = ProviderId.of(service);
    return registry(environment)
        .find(id)
        .map(Provider::id)
        .orElseThrow(
            () ->
                new InvalidArgumentException(
                    "Provider "
                        + id
                        + " is not registered: describe it with --provider or "
                        + VARIABLE));
  }

  private static Stream<Provider> configured(Environment environment) {
    try {
      List<Provider> entries =
          environment.get(VARIABLE).stream()
              .flatMap(text -> Stream.of(text.split("\\s+")))
              .map(ProviderText::parse)
              .toList();
      if (repeats(entries)) {
        throw new InvalidArgumentException("a name is given twice");
      }
      return entries.stream();
    } catch (InvalidArgumentException malformed) {
      throw new ConfigurationException(VARIABLE + ": " + malformed.getMessage());
    }
  }

  private static boolean repeats(List<Provider> providers) {
    Set<ProviderId> seen = new HashSet<>();
    return !providers.stream().map(Provider::id).allMatch(seen::add);
  }
}
