package dev.belay.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.examples.cli.Cli.Result;
import dev.belay.testservers.SupabaseShape;
import dev.belay.testservers.realtime.RealtimeServer;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ListenAndSendTest {

  private static CliProject project;
  private static RealtimeServer realtime;

  private final UUID user = project.database().newUser();
  private final String topic = "user:" + user;

  @BeforeAll
  static void start() {
    project = CliProject.start(SupabaseShape.hosted());
    realtime = RealtimeServer.start(project.database().database(), project.keys());
  }

  @AfterAll
  static void stop() {
    realtime.close();
    project.close();
  }

  /** The command line of somebody who listens, with the token in a variable. */
  private Cli listener() {
    return Cli.plain()
        .variable("SUPABASE_PUBLISHABLE_KEY", project.keys().publishableKey())
        .variable("ACCESS_TOKEN", project.keys().userToken(user))
        .options("--supabase-url", realtime.url().toString());
  }

  private Cli sender(String payload) {
    return project.with("SUPABASE_SECRET_KEY", project.keys().secretKey()).input(payload);
  }

  private CompletableFuture<Result> listening(String joined, String... command) {
    // Not in the common pool: of two cores it has one thread, which the JDK's client needs itself.
    CompletableFuture<Result> listening =
        CompletableFuture.supplyAsync(
            () -> listener().run(command), task -> new Thread(task).start());
    long due = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (realtime.joined(joined) == 0 && System.nanoTime() < due) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    return listening;
  }

  @Test
  void printsWhatIsSentFromTheDatabase() throws Exception {
    CompletableFuture<Result> listening =
        listening(
            topic,
            "realtime",
            "listen",
            "--topic",
            topic,
            "--user",
            user.toString(),
            "--count",
            "1",
            "--token-from-env",
            "ACCESS_TOKEN");
    Result sent =
        sender("{\"text\": \"h\u00e9\u202e\u009b\"}\n")
            .run("realtime", "send", "--topic", topic, "--event", "note");
    assertThat(sent.err()).isEmpty();
    assertThat(sent.exitCode()).isZero();
    assertThat(sent.out()).startsWith("sent, stored as ");
    Result heard = listening.get(60, TimeUnit.SECONDS);
    assertThat(heard.exitCode()).as(heard.err()).isZero();
    assertThat(heard.out()).startsWith("note\t{").contains("hé  ").hasLineCount(1);
    assertThat(heard.err()).contains("belay: connecting").contains("belay: subscribed");
  }

  @Test
  void sendsByHttpToAPublicChannel() throws Exception {
    String news = "news-" + user;
    CompletableFuture<Result> listening =
        listening(
            news, "realtime", "listen", "--topic", news, "--public", "--no-token", "--count", "1");
    Result sent =
        Cli.plain()
            .variable("SUPABASE_SECRET_KEY", project.keys().secretKey())
            .input("{}")
            .run(
                "realtime",
                "send",
                "--topic",
                news,
                "--event",
                "headline",
                "--public",
                "--http",
                "--supabase-url",
                realtime.url().toString());
    assertThat(sent.out()).as(sent.err()).isEqualToIgnoringNewLines("sent, not stored");
    assertThat(listening.get(60, TimeUnit.SECONDS).out()).startsWith("headline\t");
  }

  @Test
  void sendsByHttpToAPrivateChannel() throws Exception {
    CompletableFuture<Result> listening =
        listening(
            topic,
            "realtime",
            "listen",
            "--topic",
            topic,
            "--count",
            "1",
            "--token-from-env",
            "ACCESS_TOKEN");
    Result sent =
        Cli.plain()
            .variable("SUPABASE_SECRET_KEY", project.keys().secretKey())
            .input("{}")
            .run(
                "realtime",
                "send",
                "--topic",
                topic,
                "--event",
                "note",
                "--http",
                "--supabase-url",
                realtime.url().toString());
    assertThat(sent.exitCode()).as(sent.err()).isZero();
    assertThat(listening.get(60, TimeUnit.SECONDS).out()).startsWith("note\t");
  }

  @Test
  void failsWhereTheChannelIsRefused() {
    Result refused =
        listener()
            .input(project.keys().userToken(user) + "\n")
            .run("realtime", "listen", "--topic", "user:" + UUID.randomUUID());
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("belay: closed: unauthorized");
  }

  @Test
  void endsAfterItsTime() {
    Result silent =
        listener()
            .run(
                "realtime",
                "listen",
                "--topic",
                topic,
                "--seconds",
                "1",
                "--token-from-env",
                "ACCESS_TOKEN");
    assertThat(silent.exitCode()).as(silent.err()).isZero();
    assertThat(silent.out()).isEmpty();
  }

  @Test
  void refusesWhatIsMissingOrMalformed() {
    assertThat(listener().run("realtime", "listen", "--topic", topic).err())
        .contains("no access token on standard input");
    assertThat(
            listener()
                .run("realtime", "listen", "--topic", topic, "--token-from-env", "NONE")
                .exitCode())
        .isEqualTo(1);
    assertThat(
            listener()
                .run(
                    "realtime",
                    "listen",
                    "--topic",
                    topic,
                    "--no-token",
                    "--token-from-env",
                    "ACCESS_TOKEN")
                .exitCode())
        .isEqualTo(2);
    assertThat(listener().input("a\nb").run("realtime", "listen", "--topic", topic).exitCode())
        .isEqualTo(1);
    assertThat(
            Cli.plain()
                .run("realtime", "listen", "--topic", topic, "--supabase-url", "http://example.org")
                .err())
        .contains("SUPABASE_PUBLISHABLE_KEY");
    assertThat(sender("[1]").run("realtime", "send", "--topic", topic, "--event", "e").err())
        .contains("must be one JSON object");
    assertThat(sender("").run("realtime", "send", "--topic", topic, "--event", "e").err())
        .contains("no payload on standard input");
    assertThat(
            Cli.plain()
                .input("{}")
                .run("realtime", "send", "--topic", topic, "--event", "e", "--http")
                .exitCode())
        .isEqualTo(2);
  }
}
