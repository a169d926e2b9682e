package dev.belay.examples.cli;

import dev.belay.byok.KeyMetadata;
import dev.belay.examples.Table;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists what a user has stored. */
@Command(name = "list", description = "Lists which keys a user has stored, without opening them.")
final class ListKeysCommand implements Runnable {

  private final Surroundings outside;

  @Spec private CommandSpec command;
  @Mixin private UserOption user;
  @Mixin private DatabaseOptions database;

  ListKeysCommand(Surroundings outside) {
    this.outside = outside;
  }

  @Override
  public void run() {
    try (Session session = database.openSession(outside)) {
      print(session.vault().list(user.id()));
    }
  }

  private void print(List<KeyMetadata> keys) {
    PrintWriter out = command.commandLine().getOut();
    if (keys.isEmpty()) {
      out.println("This user has stored no keys.");
      return;
    }
    Table table = new Table("service", "sealed by", "created", "updated", "last used");
    for (KeyMetadata key : keys) {
      table.row(
          key.service().value(),
          key.keyId().orElse("the database"),
          key.createdAt().toString(),
          key.updatedAt().toString(),
          key.lastUsed().map(Instant::toString).orElse("never"));
    }
    out.println(table);
  }
}
