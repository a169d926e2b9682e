package dev.belay.examples.cli;

import dev.belay.sql.schema.InstallReport;
import dev.belay.sql.schema.SchemaInstaller;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Applies the migrations that are pending. */
@Command(
    name = "install",
    description = "Applies the migrations that are pending, each in one transaction.")
final class InstallSchemaCommand implements Runnable {

  private final Surroundings outside;

  @Spec private CommandSpec command;
  @Mixin private DatabaseOptions options;

  InstallSchemaCommand(Surroundings outside) {
    this.outside = outside;
  }

  @Override
  public void run() {
    try (Database database = options.openByConnections(outside.environment())) {
      print(SchemaInstaller.of(database.owner()).install());
    }
  }

  private void print(InstallReport report) {
    PrintWriter out = command.commandLine().getOut();
    report.applied().forEach(file -> out.println("applied  " + file));
    report.warnings().forEach(warning -> out.println("warning  " + warning));
    out.printf(
        "%d applied now, %d before.%n", report.applied().size(), report.alreadyThere().size());
  }
}
