package dev.belay.examples.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends nothing to an endpoint for a while. */
@Command(
    name = "pause",
    description = "Sends nothing to an endpoint for a while. Events are kept until it is resumed.")
final class PauseWebhooksCommand implements Callable<Integer> {

  private final Surroundings outside;

  @Spec private CommandSpec command;

  @Parameters(paramLabel = "ENDPOINT", description = "The endpoint's name.")
  private String name;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "paused by hand",
      description = "Why, for whoever finds it paused. Default: ${DEFAULT-VALUE}.")
  private String reason;

  @Mixin private WebhookDatabaseOptions database;

  PauseWebhooksCommand(Surroundings outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    try (WebhookDatabaseOptions.Opened opened = database.open(outside)) {
      boolean changed = opened.endpoints().pause(name, reason);
      command
          .commandLine()
          .getOut()
          .println(changed ? "The endpoint is paused." : "The endpoint was not active before.");
      return ExitCode.OK;
    }
  }
}
