package dev.belay.examples.cli;

import dev.belay.byok.KeyHealth;
import dev.belay.byok.KeyHealthChecker;
import dev.belay.byok.ProviderId;
import dev.belay.byok.ProviderRegistry;
import dev.belay.examples.Table;
import dev.belay.support.InvalidArgumentException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks the providers whether a user's keys still serve, and stores what they say. */
@Command(
    name = "check",
    description = {
      "Asks the providers whether a user's stored keys still serve, and stores what was found.",
      "Fails if a key is not valid, or its provider did not say so. A user without keys is no"
          + " failure; a --service without a key is."
    })
final class CheckKeysCommand implements Callable<Integer> {

  private final Surroundings outside;

  @Spec private CommandSpec command;
  @Mixin private UserOption user;

  @Option(
      names = "--service",
      paramLabel = "NAME",
      description = "The one service to check. Default: all that the user has a key for.")
  private @Nullable String service;

  @Mixin private ProviderOptions providers;
  @Mixin private DatabaseOptions database;

  CheckKeysCommand(Surroundings outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    ProviderRegistry registry = providers.registry(outside.environment());
    try (Session session = database.openSession(outside)) {
      Map<ProviderId, KeyHealth> found = check(session.healthChecker(registry));
      print(found);
      return found.values().stream().allMatch(CheckKeysCommand::isValid)
          ? ExitCode.OK
          : ExitCode.SOFTWARE;
    }
  }

  private Map<ProviderId, KeyHealth> check(KeyHealthChecker checker) {
    if (service == null) {
      return checker.checkAll(user.id());
    }
    ProviderId one = providers.known(service, outside.environment());
    return checker
        .check(user.id(), one)
        .map(health -> Map.of(one, health))
        .orElseThrow(() -> new InvalidArgumentException("The user has no " + one + " key"));
  }

  private void print(Map<ProviderId, KeyHealth> found) {
    PrintWriter out = command.commandLine().getOut();
    if (found.isEmpty()) {
      out.println("This user has stored no keys.");
      return;
    }
    Table table = new Table("service", "state", "reason", "checked at");
    found.forEach(
        (checked, health) ->
            table.row(
                checked.value(),
                health.state().word(),
                health.reason().word(),
                health.checkedAt().toString()));
    out.println(table);
  }

  private static boolean isValid(KeyHealth health) {
    return health.state() == KeyHealth.State.VALID;
  }
}
