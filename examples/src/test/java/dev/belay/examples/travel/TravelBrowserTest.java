package dev.belay.examples.travel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import dev.belay.sql.TestSql;
import dev.belay.testservers.postgrest.ProjectKeys;
import dev.belay.testservers.realtime.RealtimeServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** What docs/realtime.md shows for a browser, run with the official client. */
@EnabledIfEnvironmentVariable(named = "BELAY_NODE_MODULES", matches = ".+")
class TravelBrowserTest {

  private final List<String> printed = new CopyOnWriteArrayList<>();

  @Test
  void aBrowserLeavesATripThatItsUserWasRemovedFrom() throws Exception {
    ProjectKeys keys = ProjectKeys.create();
    try (TravelDatabase travel = TravelDatabase.create(DatabaseShape.SUPABASE);
        RealtimeServer realtime = RealtimeServer.start(travel.database().database(), keys)) {
      String own = "user:" + travel.viewer;
      Process browser =
          start(
              Map.of(
                  "BELAY_URL", realtime.url().toString(),
                  "BELAY_KEY", keys.publishableKey(),
                  "BELAY_TOKEN", keys.userToken(travel.viewer),
                  "BELAY_USER", travel.viewer.toString(),
                  "BELAY_TOPIC", "trip:1"));
      try {
        awaitLine(own + " SUBSCRIBED");
        awaitLine("trip:1 SUBSCRIBED");
        say(travel, "trip:1", "before");
        awaitLine("trip:1 heard before");
        // A busy client is refused once before it has its token: that refusal is not the one below.
        printed.clear();
        TestSql.execute(
            travel.database().superuser(),
            "delete from public.trip_collaborators where user_id = '" + travel.viewer + "'");
        awaitLine("trip:1 CHANNEL_ERROR Unauthorized");
        say(travel, "trip:1", "after");
        say(travel, own, "still");
        awaitLine(own + " heard still");
        assertThat(printed).noneMatch(line -> line.startsWith("trip:1 heard after"));
      } finally {
        browser.destroyForcibly();
      }
    }
  }

  private static void say(TravelDatabase travel, String topic, String event) {
    TestSql.text(
        travel.database().service(), "select public.send_broadcast(?, ?, '{}')", topic, event);
  }

  private void awaitLine(String start) {
    long due = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (printed.stream().noneMatch(line -> line.startsWith(start))) {
      assertThat(System.nanoTime()).as(start + " in " + printed).isLessThan(due);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  /** A module finds others beside its own folder alone; one from the standard input has ours. */
  private Process start(Map<String, String> variables) throws Exception {
    Path script = Path.of(TravelBrowserTest.class.getResource("/travel/browser.mjs").toURI());
    Path modules = Path.of(System.getenv("BELAY_NODE_MODULES"));
    ProcessBuilder builder =
        new ProcessBuilder("node", "--experimental-websocket", "--input-type=module", "-");
    builder.environment().putAll(variables);
    builder.directory(modules.getParent().toFile()).redirectInput(script.toFile());
    Process node = builder.redirectErrorStream(true).start();
    Thread reading = new Thread(() -> read(node), "browser-output");
    reading.setDaemon(true);
    reading.start();
    return node;
  }

  private void read(Process node) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        printed.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
