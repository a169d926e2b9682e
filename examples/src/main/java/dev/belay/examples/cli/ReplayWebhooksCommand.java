package dev.belay.examples.cli;

import dev.belay.webhook.send.ReplaySelection;
import dev.belay.webhook.send.WebhookOperations;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Sends events again. */
@Command(
    name = "replay",
    description = {
      "Sends events again, under the same id: those for which all options hold. What still waits",
      "is left as it is. With --dry-run nothing is changed."
    })
final class ReplayWebhooksCommand implements Callable<Integer> {

  private final Surroundings outside;

  @Spec private CommandSpec command;

  @Option(names = "--event", paramLabel = "UUID", description = "The one event.")
  private @Nullable UUID event;

  @Option(names = "--endpoint", paramLabel = "NAME", description = "Events for this endpoint.")
  private @Nullable String endpoint;

  @Option(names = "--schema", paramLabel = "NAME", description = "The schema of --table.")
  private @Nullable String schema;

  @Option(names = "--table", paramLabel = "NAME", description = "Events of this table.")
  private @Nullable String table;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = Time.class,
      description = "Events since this time, such as 2026-11-22T09:30:00Z.")
  private @Nullable Instant from;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = Time.class,
      description = "Events before this time.")
  private @Nullable Instant until;

  @Option(names = "--only-dead", description = "Dead letters alone.")
  private boolean onlyDead;

  @Option(names = "--dry-run", description = "Only count them.")
  private boolean dryRun;

  @Mixin private WebhookDatabaseOptions database;

  ReplayWebhooksCommand(Surroundings outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    if (event == null && endpoint == null && table == null && from == null && until == null) {
      throw new ParameterException(
          command.commandLine(),
          "say which events: with --event, --endpoint, --table, --from or --until");
    }
    ReplaySelection selection =
        new ReplaySelection(event, endpoint, schema, table, from, until, onlyDead);
    try (WebhookDatabaseOptions.Opened opened = database.open(outside)) {
      WebhookOperations operations = opened.operations();
      long count = dryRun ? operations.countReplayable(selection) : operations.replay(selection);
      command
          .commandLine()
          .getOut()
          .println(count + (dryRun ? " events would be sent again." : " events are sent again."));
      return ExitCode.OK;
    }
  }

  /** A time with an offset. */
  static final class Time implements ITypeConverter<Instant> {

    @Override
    public Instant convert(String text) {
      try {
        return OffsetDateTime.parse(text).toInstant();
      } catch (DateTimeException malformed) {
        throw new TypeConversionException("not a time such as 2026-11-22T09:30:00Z");
      }
    }
  }
}
