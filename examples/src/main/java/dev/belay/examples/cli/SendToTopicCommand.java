package dev.belay.examples.cli;

import dev.belay.realtime.broadcast.Broadcast;
import dev.belay.realtime.broadcast.BroadcastReceipt;
import dev.belay.realtime.broadcast.Broadcaster;
import dev.belay.realtime.broadcast.Broadcasters;
import dev.belay.sql.Json;
import dev.belay.support.ConfigurationException;
import dev.belay.support.InvalidArgumentException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends one message to a topic. */
@Command(
    name = "send",
    description = {
      "Sends one message to a realtime topic, from the database, or with --http by Realtime's route.",
      "The payload, one JSON object, is read from standard input."
    })
final class SendToTopicCommand implements Callable<Integer> {

  private static final int LARGEST = 3_000_000;

  private final Surroundings outside;

  @Spec private CommandSpec command;

  @Option(
      names = "--event",
      required = true,
      paramLabel = "NAME",
      description = "The event's name.")
  private String event;

  @Option(
      names = "--public",
      description = "To the public channel of that name. Default: to the private one.")
  private boolean isPublic;

  @Option(
      names = "--http",
      description = "By Realtime's HTTP route instead of the database; needs --supabase-url.")
  private boolean http;

  @Mixin private TopicOption topic;
  @Mixin private DatabaseOptions database;

  SendToTopicCommand(Surroundings outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    Broadcast broadcast = new Broadcast(topic.name(), event, payload(outside.input()), !isPublic);
    if (http) {
      print(overHttp().send(broadcast));
      return ExitCode.OK;
    }
    try (Database opened = database.openPrepared(outside.environment())) {
      print(Broadcasters.over(opened.rpc()).send(broadcast));
      return ExitCode.OK;
    }
  }

  private Broadcaster overHttp() {
    return Broadcasters.http(
            SupabaseProject.url(database.requireSupabaseUrl("--http")),
            SupabaseProject.key(outside.environment()))
        .build();
  }

  private void print(BroadcastReceipt receipt) {
    String stored = receipt.id().map(id -> ", stored as " + id).orElse(", not stored");
    command.commandLine().getOut().println("sent" + stored);
  }

  @SuppressWarnings("UnusedException") // Its message says nothing that helps.
  private static Json payload(InputStream input) {
    try {
      byte[] bytes = input.readNBytes(LARGEST + 1);
      if (bytes.length == 0) {
        throw new InvalidArgumentException(
            "There is no payload on standard input: give {} for none");
      }
      return new Json(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ConfigurationException("Standard input cannot be read");
    }
  }
}
