package dev.belay.examples.cli;

import dev.belay.realtime.channel.BroadcastMessage;
import dev.belay.realtime.channel.ChannelBuilder;
import dev.belay.realtime.channel.ChannelFault;
import dev.belay.realtime.channel.ChannelState;
import dev.belay.realtime.channel.ChannelStatus;
import dev.belay.realtime.channel.RealtimeClient;
import dev.belay.realtime.channel.RealtimeClientBuilder;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints what comes on a topic. */
@Command(
    name = "listen",
    description = {
      "Prints what comes on a realtime topic of a Supabase project, each message on a line: its",
      "event, a tab, its payload. How the channel stands is said on standard error.",
      "The project's publishable key is read from the variable SUPABASE_PUBLISHABLE_KEY, or else",
      "SUPABASE_ANON_KEY. Ends with 1 when the channel is closed for good."
    })
final class ListenToTopicCommand implements Callable<Integer> {

  private final Surroundings outside;

  @Spec private CommandSpec command;

  @Option(
      names = "--supabase-url",
      required = true,
      paramLabel = "URL",
      description = "The project, as https://<project>.supabase.co.")
  private String url;

  @Option(
      names = "--public",
      description = "The public channel of that name. Default: the private one.")
  private boolean isPublic;

  @Option(
      names = "--user",
      paramLabel = "UUID",
      converter = UserOption.Strictly.class,
      description = "Whose token it is: listens to that user's losses of access, too.")
  private @Nullable UUID user;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "End after so many messages. Default: never.")
  private long count = Long.MAX_VALUE;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "End after so many seconds. Default: never.")
  private long seconds = Long.MAX_VALUE;

  @Mixin private TopicOption topic;
  @Mixin private AccessTokenInput token;

  ListenToTopicCommand(Surroundings outside) {
    this.outside = outside;
  }

  @Override
  public Integer call() {
    if (count < 1 || seconds < 1) {
      throw new ParameterException(command.commandLine(), "--count and --seconds begin at 1");
    }
    RealtimeClientBuilder builder =
        RealtimeClient.builder(
            SupabaseProject.url(url), SupabaseProject.publishableKey(outside.environment()));
    token.read(outside).ifPresent(given -> builder.accessTokens(fresh -> Optional.of(given)));
    if (user != null) {
      builder.revocations(user);
    }
    Listening listening =
        new Listening(command.commandLine().getOut(), command.commandLine().getErr());
    try (RealtimeClient client = builder.build()) {
      ChannelBuilder channel = client.channel(topic.name());
      if (isPublic) {
        channel.publicChannel();
      }
      channel.onBroadcast(listening::print).onStatus(listening::say).subscribe();
      return listening.await();
    }
  }

  /** One run; its methods but the last are called by the channel, one after the other. */
  private final class Listening {

    private final PrintWriter out;
    private final PrintWriter err;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile @Nullable ChannelFault fault;
    private long printed;

    private Listening(PrintWriter out, PrintWriter err) {
      this.out = out;
      this.err = err;
    }

    private void print(BroadcastMessage message) {
      if (printed == count) {
        return;
      }
      out.println(plain(message.event()) + "\t" + plain(message.payload().text()));
      out.flush();
      printed++;
      if (printed == count) {
        over.countDown();
      }
    }

    private void say(ChannelStatus status) {
      String why = status.why().map(reason -> ": " + reason.word()).orElse("");
      err.println("belay: " + status.state().name().toLowerCase(Locale.ROOT) + why);
      err.flush();
      if (status.state() == ChannelState.CLOSED) {
        fault = status.fault();
        over.countDown();
      }
    }

    @SuppressWarnings("UnusedException") // It says nothing that the message does not.
    private int await() {
      try {
        boolean ended = over.await(seconds, TimeUnit.SECONDS);
        return ended && fault != null ? ExitCode.SOFTWARE : ExitCode.OK;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BackendUnavailableException("Interrupted", BackendFault.none(), true);
      }
    }

    /** What others send: nothing that a terminal would obey, and one line. */
    private static String plain(String text) {
      return text.replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", " ");
    }
  }
}
