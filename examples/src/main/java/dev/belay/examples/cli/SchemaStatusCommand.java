package dev.belay.examples.cli;

import dev.belay.sql.schema.SchemaInstaller;
import dev.belay.sql.schema.SchemaStatus;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Compares the database with the migrations of this version. */
@Command(
    name = "status",
    description = "Compares the database with this version. Fails unless they agree.")
final class SchemaStatusCommand implements Callable<Integer> {

  private final Surroundings outside;

  @Spec private CommandSpec command;
  @Mixin private DatabaseOptions options;

  SchemaStatusCommand(Surroundings outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    try (Database database = options.open(outside.environment())) {
      SchemaStatus status = SchemaInstaller.of(database.owner()).status();
      print(status);
      return status.upToDate() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  private void print(SchemaStatus status) {
    PrintWriter out = command.commandLine().getOut();
    out.println("version  " + status.installedVersion().orElse("none"));
    list("pending", status.pending());
    list("unknown", status.unknown());
    list("changed", status.changed());
    out.println(status.upToDate() ? "The schema is up to date." : advice(status));
  }

  private void list(String heading, List<String> entries) {
    entries.forEach(entry -> command.commandLine().getOut().println(heading + "  " + entry));
  }

  private static String advice(SchemaStatus status) {
    if (!status.unknown().isEmpty()) {
      return "The database is of a newer version: use a newer belay.";
    }
    return status.changed().isEmpty()
        ? "Run belay schema install."
        : "A migration was changed after it was applied: restore its file.";
  }
}
