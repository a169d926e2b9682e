package dev.belay.examples.cli;

import dev.belay.examples.Table;
import dev.belay.webhook.send.DeadLetter;
import dev.belay.webhook.send.EndpointBacklog;
import dev.belay.webhook.send.OutboxEndpoint;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the endpoints, what waits for each, and what was given up. */
@Command(
    name = "status",
    description = "Shows the endpoints, what waits for each, and the newest dead letters.")
final class WebhookStatusCommand implements Callable<Integer> {

  private final Surroundings outside;

  @Spec private CommandSpec command;

  @Option(
      names = "--dead",
      paramLabel = "COUNT",
      defaultValue = "5",
      description = "How many dead letters to show, 0 to 1000. Default: ${DEFAULT-VALUE}.")
  private int dead;

  @Mixin private WebhookDatabaseOptions database;

  WebhookStatusCommand(Surroundings outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    PrintWriter out = command.commandLine().getOut();
    try (WebhookDatabaseOptions.Opened opened = database.open(outside)) {
      List<OutboxEndpoint> endpoints = opened.endpoints().list();
      if (endpoints.isEmpty()) {
        out.println("There is no endpoint. Run belay webhooks setup.");
        return ExitCode.OK;
      }
      out.println(table(endpoints, opened.operations().backlog()));
      List<DeadLetter> letters = dead == 0 ? List.of() : opened.operations().deadLetters(dead);
      if (!letters.isEmpty()) {
        out.println();
        out.println(table(letters));
      }
      return ExitCode.OK;
    }
  }

  private static Table table(List<OutboxEndpoint> endpoints, List<EndpointBacklog> backlogs) {
    Map<String, EndpointBacklog> known =
        backlogs.stream().collect(Collectors.toMap(EndpointBacklog::endpoint, Function.identity()));
    Table table =
        new Table("endpoint", "state", "url", "waiting", "in flight", "dead", "oldest", "why");
    for (OutboxEndpoint endpoint : endpoints) {
      EndpointBacklog backlog =
          known.getOrDefault(
              endpoint.name(),
              new EndpointBacklog(endpoint.name(), endpoint.state(), 0, 0, 0, null));
      table.row(
          endpoint.name(),
          endpoint.state().word(),
          endpoint.origin().orElse("-"),
          Long.toString(backlog.waiting()),
          Long.toString(backlog.inFlight()),
          Long.toString(backlog.dead()),
          backlog.oldestAt().map(Instant::toString).orElse("-"),
          endpoint.stateReason().orElse("-"));
    }
    return table;
  }

  private static Table table(List<DeadLetter> letters) {
    Table table = new Table("dead letter", "endpoint", "table", "given up at", "attempts", "error");
    for (DeadLetter letter : letters) {
      table.row(
          letter.eventId().toString(),
          letter.endpoint(),
          letter.tableSchema() + "." + letter.table(),
          letter.deadAt().toString(),
          Integer.toString(letter.attempts()),
          letter.error().orElse("-"));
    }
    return table;
  }
}
