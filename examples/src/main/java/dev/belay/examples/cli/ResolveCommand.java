package dev.belay.examples.cli;

import dev.belay.byok.ModelHint;
import dev.belay.byok.ProviderRegistry;
import dev.belay.byok.ResolutionStep;
import dev.belay.byok.ResolvedProvider;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says which credential, provider and model a user gets. */
@Command(
    name = "resolve",
    description = {
      "Says which credential, provider, base URL and model a user gets.",
      "The team's keys are read from OPENAI_API_KEY, ANTHROPIC_API_KEY, XAI_API_KEY,",
      "OPENROUTER_API_KEY and AI_GATEWAY_API_KEY."
    })
final class ResolveCommand implements Runnable {

  private final Surroundings outside;

  @Spec private CommandSpec command;
  @Mixin private UserOption user;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Model to ask for, such as gpt-5.4-mini or anthropic/claude-haiku-4-5.")
  private String model;

  @Option(
      names = "--live",
      description = "Also ask the provider's own host whether it accepts the key.")
  private boolean live;

  @Mixin private ProviderOptions providers;
  @Mixin private DatabaseOptions database;

  ResolveCommand(Surroundings outside) {
    this.outside = outside;
  }

  @Override
  public void run() {
    ModelHint hint = ModelHint.of(model);
    ProviderRegistry registry = providers.registry(outside.environment());
    try (Session session = database.openSession(outside)) {
      ResolvedProvider resolved = session.resolver(registry).resolve(user.id(), hint);
      print(resolved);
      if (live) {
        new LiveCheck(session.healthChecker(registry), registry).requireAccepted(resolved);
        String host = resolved.baseUrl().getHost();
        command.commandLine().getOut().println("live:      " + host + " accepts the key");
      }
    }
  }

  private void print(ResolvedProvider resolved) {
    PrintWriter out = command.commandLine().getOut();
    out.println("source:    " + resolved.credentialSource().label());
    out.println("provider:  " + resolved.provider());
    out.println("model:     " + resolved.modelId());
    out.println("base URL:  " + resolved.baseUrl());
    out.println("protocol:  " + resolved.protocol());
    for (ResolutionStep step : resolved.trace()) {
      out.println("tried:     " + step.describe());
    }
  }
}
