package dev.belay.examples.cli;

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
    description = {
      "Compares the database with this version. Fails unless they agree.",
      "Over REST the newest version alone is compared."
    })
final class SchemaStatusCommand implements Callable<Integer> {

  private static final String INSTALL = "Run belay schema install.";
  private static final String INSTALL_BY_CONNECTIONS =
      "Run belay schema install with --jdbc-url and the login of the schema's owner.";

  private final Surroundings outside;

  @Spec private CommandSpec command;
  @Mixin private DatabaseOptions options;

  SchemaStatusCommand(Surroundings outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    try (Database database = options.open(outside.environment())) {
      SchemaStatus status = database.schemaStatus();
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

  private String advice(SchemaStatus status) {
    if (!status.unknown().isEmpty()) {
      return "The database is of a newer version: use a newer belay.";
    }
    if (!status.changed().isEmpty()) {
      return "A migration was changed after it was applied: restore its file.";
    }
    String install = options.isOverRest() ? INSTALL_BY_CONNECTIONS : INSTALL;
    return status.installed().isEmpty() ? notInstalled() + install : install;
  }

  private String notInstalled() {
    return options.isOverRest()
        ? "The schema is not installed, or PostgREST has not read it yet. "
        : "The schema is not installed. ";
  }
}
