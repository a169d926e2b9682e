package dev.belay.testservers.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The official JavaScript client takes the local endpoint for Supabase Realtime. It runs where
 * {@code .ci/node-modules} has fetched it. Node 20 has the WebSocket that the client needs behind a
 * flag.
 */
@EnabledIfEnvironmentVariable(named = "BELAY_NODE_MODULES", matches = ".+")
class OfficialRealtimeClientTest {

  private static final String SCRIPT = "/belay-test-servers/realtime-client.mjs";

  private final String topic = "trip:" + UUID.randomUUID();

  @Test
  void theOfficialClientFindsAllThatItExpects() throws Exception {
    UUID writer = UUID.randomUUID();
    UUID reader = UUID.randomUUID();
    try (MembersProject project = new MembersProject(builder -> builder)) {
      project.admit(writer, topic, true);
      project.admit(reader, topic, false);
      List<String> printed =
          run(
              Map.of(
                  "BELAY_URL", project.server().url().toString(),
                  "BELAY_KEY", project.keys().publishableKey(),
                  "BELAY_TOPIC", topic,
                  "BELAY_WRITER", project.keys().userToken(writer),
                  "BELAY_READER", project.keys().userToken(reader),
                  "BELAY_STRANGER", project.keys().userToken(UUID.randomUUID())),
              () -> project.send(topic, "note", "{\"n\": 5}", true));
      assertThat(printed).endsWith("done");
      assertThat(printed).filteredOn(line -> line.startsWith("ok ")).hasSize(23);
    }
  }

  /** A module finds others beside its own folder alone; one from the standard input has ours. */
  private static List<String> run(Map<String, String> variables, Runnable send) throws Exception {
    Path script = Path.of(OfficialRealtimeClientTest.class.getResource(SCRIPT).toURI());
    Path modules = Path.of(System.getenv("BELAY_NODE_MODULES"));
    ProcessBuilder builder =
        new ProcessBuilder("node", "--experimental-websocket", "--input-type=module", "-");
    builder.environment().putAll(variables);
    builder.directory(modules.getParent().toFile()).redirectInput(script.toFile());
    Process node = builder.redirectErrorStream(true).start();
    try {
      List<String> printed = printed(node, send);
      assertThat(node.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(node.exitValue()).as(String.join("\n", printed)).isZero();
      return printed;
    } finally {
      node.destroyForcibly();
    }
  }

  private static List<String> printed(Process node, Runnable send) throws IOException {
    List<String> printed = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null) {
        printed.add(line);
        if (line.equals("send")) {
          send.run();
        }
        line = lines.readLine();
      }
    }
    return printed;
  }
}
