package dev.belay.testservers.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The official JavaScript client takes the local endpoint for Upstash. It runs where {@code
 * .ci/node-modules} has fetched it.
 */
@EnabledIfEnvironmentVariable(named = "BELAY_NODE_MODULES", matches = ".+")
class OfficialUpstashClientTest {

  private static final String SCRIPT = "/belay-test-servers/upstash-client.mjs";

  @Test
  void theOfficialClientFindsAllThatItExpects() throws Exception {
    try (RedisServer primary = RedisServer.start();
        UpstashServer upstash = UpstashServer.over(RedisServer.shared());
        UpstashServer global = UpstashServer.withLaggingReplica(primary)) {
      String printed =
          run(
              Map.of(
                  "UPSTASH_REDIS_REST_URL", upstash.url().toString(),
                  "UPSTASH_REDIS_REST_TOKEN", upstash.token(),
                  "BELAY_READ_ONLY_TOKEN", upstash.readOnlyToken(),
                  "BELAY_GLOBAL_URL", global.url().toString(),
                  "BELAY_GLOBAL_TOKEN", global.token(),
                  "BELAY_KEY_PREFIX", RedisServer.uniqueKey("official")));
      assertThat(printed).endsWith("done\n");
      assertThat(printed.lines().filter(line -> line.startsWith("ok "))).hasSize(23);
    }
  }

  /** A module finds others beside its own folder alone; one from the standard input has ours. */
  private static String run(Map<String, String> variables) throws Exception {
    Path script = Path.of(OfficialUpstashClientTest.class.getResource(SCRIPT).toURI());
    Path modules = Path.of(System.getenv("BELAY_NODE_MODULES"));
    ProcessBuilder builder = new ProcessBuilder("node", "--input-type=module", "-");
    builder.environment().putAll(variables);
    builder.directory(modules.getParent().toFile()).redirectInput(script.toFile());
    Process node = builder.redirectErrorStream(true).start();
    String printed = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(node.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(node.exitValue()).as(printed).isZero();
    return printed;
  }
}
