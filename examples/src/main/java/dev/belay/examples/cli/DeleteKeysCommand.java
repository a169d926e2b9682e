package dev.belay.examples.cli;

import dev.belay.byok.ProviderId;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Removes one key of a user, or all. */
@Command(name = "delete", description = "Removes a user's key. Does nothing where there is none.")
final class DeleteKeysCommand implements Runnable {

  private final Surroundings outside;

  @Spec private CommandSpec command;
  @Mixin private UserOption user;

  @ArgGroup(multiplicity = "1")
  private Which which;

  @Mixin private DatabaseOptions database;

  DeleteKeysCommand(Surroundings outside) {
    this.outside = outside;
  }

  @Override
  public void run() {
    try (Session session = database.openSession(outside)) {
      command.commandLine().getOut().println(delete(session));
    }
  }

  private String delete(Session session) {
    if (which.all) {
      return "Deleted keys: " + session.vault().deleteAll(user.id());
    }
    ProviderId provider = ProviderId.of(which.service);
    if (provider.equals(ProviderId.GATEWAY)) {
      session.gateways().delete(user.id());
    } else {
      session.vault().delete(user.id(), provider);
    }
    return "The user has no " + provider + " key now.";
  }

  /** One of the two must be given. */
  private static final class Which {

    @Option(
        names = "--service",
        paramLabel = "NAME",
        description = "openai, anthropic, xai, openrouter or gateway.")
    private String service = "";

    @Option(names = "--all", description = "All keys of the user, and the gateway's base URL.")
    private boolean all;
  }
}
