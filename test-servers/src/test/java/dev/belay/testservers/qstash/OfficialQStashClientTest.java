package dev.belay.testservers.qstash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * The official JavaScript client takes the local QStash for the real one, and its receiver accepts
 * every signature. It runs where {@code .ci/node-modules} has fetched it.
 */
@EnabledIfEnvironmentVariable(named = "BELAY_NODE_MODULES", matches = ".+")
class OfficialQStashClientTest {

  private static final String SCRIPT = "/belay-test-servers/qstash-client.cjs";

  @TempDir private Path folder;

  @Test
  void theOfficialClientFindsAllThatItExpects() throws Exception {
    try (QStashServer qstash = QStashServer.builder().timeScale(100).start()) {
      qstash.failNext(QStashFault.BURST_LIMIT);
      qstash.failNext(QStashFault.DAILY_LIMIT);
      JsonNode result = run(qstash);

      assertThat(result.path("limits").toString()).isEqualTo("[\"burst\",\"daily\"]");
      assertThat(result.path("colon").asText()).startsWith("400 ").contains("cannot contain ':'");
      assertThat(result.path("deduplicated").asBoolean()).isTrue();
      assertThat(result.path("batch").toString()).isEqualTo("[\"string\",\"string\"]");
      assertThat(result.path("queue").toString()).isEqualTo("[2,1,true]");
      assertThat(result.path("group").toString()).isEqualTo("[\"/g1\",\"/g2\"]");
      assertThat(result.path("message").path(0).asBoolean()).isTrue();
      assertThat(result.path("message").path(1).asText()).startsWith("404 ");
      assertThat(result.path("schedule").toString()).isEqualTo("[1,\"0 0 1 1 *\",0]");
      assertThat(result.path("dead").toString()).isEqualTo("[[\"/fail\",500,\"said\"]]");
      assertThat(result.path("retried").asInt()).isEqualTo(1);
      assertThat(result.path("left").asInt()).isEqualTo(1);
      assertThat(result.path("deleted").asInt()).isZero();
      assertThat(result.path("verified").asBoolean()).isTrue();
      assertThat(result.path("forwarded").asText()).isEqualTo("t1");
      assertThat(result.path("paths").toString())
          .isEqualTo(
              "[\"/b1\",\"/b2\",\"/fail\",\"/failed\",\"/g1\",\"/g2\",\"/once\",\"/queued\"]");
    }
  }

  private JsonNode run(QStashServer qstash) throws IOException, InterruptedException {
    Path script = folder.resolve("client.cjs");
    try (var in = OfficialQStashClientTest.class.getResourceAsStream(SCRIPT)) {
      Files.write(script, in.readAllBytes());
    }
    ProcessBuilder builder = new ProcessBuilder("node", script.toString());
    builder
        .environment()
        .putAll(
            Map.of(
                "NODE_PATH", System.getenv("BELAY_NODE_MODULES"),
                "QSTASH_URL", qstash.url().toString(),
                "QSTASH_TOKEN", qstash.token(),
                "QSTASH_CURRENT_SIGNING_KEY", qstash.currentSigningKey(),
                "QSTASH_NEXT_SIGNING_KEY", qstash.nextSigningKey()));
    Process node = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    byte[] printed = node.getInputStream().readAllBytes();
    assertThat(node.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(node.exitValue()).isZero();
    return Json.read(Bytes.of(printed));
  }
}
