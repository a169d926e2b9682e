package dev.belay.examples.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends again to an endpoint that was paused or disabled. */
@Command(
    name = "resume",
    description = "Sends again to an endpoint that was paused, or disabled by its own 410.")
final class ResumeWebhooksCommand implements Callable<Integer> {

  private final Surroundings outside;

  @Spec private CommandSpec command;

  @Parameters(paramLabel = "ENDPOINT", description = "The endpoint's name.")
  private String name;

  @Mixin private WebhookDatabaseOptions database;

  ResumeWebhooksCommand(Surroundings outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    try (WebhookDatabaseOptions.Opened opened = database.open(outside)) {
      boolean changed = opened.endpoints().resume(name);
      command
          .commandLine()
          .getOut()
          .println(changed ? "The endpoint is active again." : "The endpoint was active before.");
      return ExitCode.OK;
    }
  }
}
