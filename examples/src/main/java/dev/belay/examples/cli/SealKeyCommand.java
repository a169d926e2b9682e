package dev.belay.examples.cli;

import dev.belay.byok.ProviderId;
import dev.belay.byok.envelope.EnvelopeCipher;
import dev.belay.byok.envelope.EnvelopeContext;
import dev.belay.support.Secret;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints an envelope, for a program that stores it by itself, such as curl. */
@Command(
    name = "seal",
    description = {
      "Prints a user's key as an envelope and stores nothing.",
      "The envelope opens for this user and service only."
    })
final class SealKeyCommand implements Runnable {

  private final Surroundings outside;

  @Spec private CommandSpec command;
  @Mixin private UserOption user;
  @Mixin private KeySource source;
  @Mixin private ProviderOptions providers;
  @Mixin private DatabaseOptions database;

  @Option(
      names = "--service",
      required = true,
      paramLabel = "NAME",
      description = "openai, anthropic, xai, openrouter, gateway or one of --provider.")
  private String service;

  SealKeyCommand(Surroundings outside) {
    this.outside = outside;
  }

  @Override
  public void run() {
    ProviderId provider = providers.known(service, outside.environment());
    EnvelopeContext owner = new EnvelopeContext(user.id(), provider.value());
    Secret key = source.read(outside);
    EnvelopeCipher cipher = EnvelopeCipher.of(database.requireKeyRing(outside.environment()));
    command.commandLine().getOut().println(cipher.seal(key, owner));
  }
}
