package dev.belay.examples.cli;

import dev.belay.byok.ProviderId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a service of the operator's own known to the database. */
@Command(
    name = "add-service",
    description = {
      "Lets the database store keys for a provider besides those of belay; once per database.",
      "Needs a member of service_role, as the commands about keys do."
    })
final class AddServiceCommand implements Runnable {

  private final Surroundings outside;

  @Spec private CommandSpec command;

  @Parameters(paramLabel = "NAME", description = "The provider's name, such as groq.")
  private String service;

  @Mixin private DatabaseOptions database;

  AddServiceCommand(Surroundings outside) {
    this.outside = outside;
  }

  @Override
  public void run() {
    ProviderId added = ProviderId.of(service);
    try (Session session = database.openSession(outside)) {
      session.vault().registerService(added);
    }
    command.commandLine().getOut().println("Keys for " + added + " can be stored.");
  }
}
