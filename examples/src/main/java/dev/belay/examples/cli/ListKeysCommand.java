package dev.belay.examples.cli;

import dev.belay.byok.KeyHealth;
import dev.belay.byok.KeyHealthStore;
import dev.belay.byok.KeyMetadata;
import dev.belay.byok.ProviderId;
import dev.belay.byok.StoredKeyHealth;
import dev.belay.examples.Table;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists what a user has stored. */
@Command(
    name = "list",
    description = {
      "Lists which keys a user has stored, without opening them,",
      "and what the last check of each found."
    })
final class ListKeysCommand implements Runnable {

  private static final String NOT_CHECKED = "-";

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
      List<KeyMetadata> keys = session.vault().list(user.id());
      if (keys.isEmpty()) {
        command.commandLine().getOut().println("This user has stored no keys.");
      } else {
        print(keys, health(session.keyHealth()));
      }
    }
  }

  private Map<ProviderId, KeyHealth> health(KeyHealthStore store) {
    Map<ProviderId, KeyHealth> found = new HashMap<>();
    for (StoredKeyHealth stored : store.list(user.id())) {
      stored.health().ifPresent(health -> found.put(stored.service(), health));
    }
    return found;
  }

  private void print(List<KeyMetadata> keys, Map<ProviderId, KeyHealth> found) {
    Table table =
        new Table("service", "sealed by", "created", "updated", "last used", "health", "checked");
    for (KeyMetadata key : keys) {
      Optional<KeyHealth> health = Optional.ofNullable(found.get(key.service()));
      table.row(
          key.service().value(),
          key.keyId().orElse("the database"),
          key.createdAt().toString(),
          key.updatedAt().toString(),
          key.lastUsed().map(Instant::toString).orElse("never"),
          health.map(last -> last.state().word()).orElse(NOT_CHECKED),
          health.map(last -> last.checkedAt().toString()).orElse(NOT_CHECKED));
    }
    command.commandLine().getOut().println(table);
  }
}
