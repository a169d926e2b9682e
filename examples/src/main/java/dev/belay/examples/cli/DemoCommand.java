package dev.belay.examples.cli;

import dev.belay.examples.demo.Demo;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Plays the demonstration. */
@Command(
    name = "demo",
    description = {
      "Plays every way to a key: against a PostgreSQL of its own, and against local stand-ins",
      "of the providers that check the key they get. Fails if a line is not as it should be."
    })
final class DemoCommand implements Callable<Integer> {

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws SQLException, IOException, InterruptedException {
    return Demo.run(command.commandLine().getOut()) ? ExitCode.OK : ExitCode.SOFTWARE;
  }
}
