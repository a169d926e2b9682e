package dev.belay.examples.cli;

import dev.belay.byok.ProviderId;
import dev.belay.support.ConflictException;
import dev.belay.support.Secret;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Stores a user's key. */
@Command(
    name = "put",
    description = "Stores a user's key, in place of an earlier one for the same service.")
final class PutKeyCommand implements Runnable {

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

  @Option(
      names = "--base-url",
      paramLabel = "URL",
      description = "With --service gateway: the gateway's own base URL.")
  private @Nullable String baseUrl;

  PutKeyCommand(Surroundings outside) {
    this.outside = outside;
  }

  @Override
  public void run() {
    ProviderId provider = providers.known(service, outside.environment());
    if (baseUrl != null && !provider.equals(ProviderId.GATEWAY)) {
      throw new ParameterException(command.commandLine(), "--base-url goes with --service gateway");
    }
    Secret key = source.read(outside);
    try (Session session = database.openSession(outside)) {
      put(session, user.id(), provider, key);
    }
    command.commandLine().getOut().println("Stored the " + provider + " key.");
  }

  private void put(Session session, UUID userId, ProviderId provider, Secret key) {
    try {
      store(session, userId, provider, key);
    } catch (ConflictException unknownUser) {
      if (!session.admit(userId)) {
        throw unknownUser;
      }
      store(session, userId, provider, key);
    }
  }

  private void store(Session session, UUID userId, ProviderId provider, Secret key) {
    if (baseUrl == null) {
      session.vault().insert(userId, provider, key);
    } else {
      session.gateways().put(userId, key, baseUrl);
    }
  }
}
