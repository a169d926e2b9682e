package dev.belay.testservers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What becomes of a server when its JVM ends, in an orderly way or not. */
class ServerProcessTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void aJvmThatEndsStopsItsServer() throws Exception {
    Holder holder = Holder.start();
    holder.jvm().getOutputStream().close();
    assertThat(holder.jvm().waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(holder.server().onExit()).succeedsWithin(LIMIT);
    assertThat(holder.data()).doesNotExist();
  }

  @Test
  void whatAKilledJvmLeavesBehindIsRemovedByTheNextServer() throws Exception {
    Holder holder = Holder.start();
    holder.jvm().destroyForcibly().waitFor();
    PostgresServer.builder().start().close();
    assertThat(holder.server().onExit()).succeedsWithin(LIMIT);
    assertThat(holder.data()).doesNotExist();
  }

  private record Holder(Process jvm, ProcessHandle server, Path data) {

    static Holder start() throws IOException {
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      String classPath = System.getProperty("java.class.path");
      Process jvm =
          new ProcessBuilder(java, "-cp", classPath, ServerHolder.class.getName())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      BufferedReader lines = jvm.inputReader(StandardCharsets.UTF_8);
      Path data = Path.of(lines.readLine());
      long server = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0));
      return new Holder(jvm, ProcessHandle.of(server).orElseThrow(), data);
    }
  }
}
