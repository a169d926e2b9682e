package dev.belay.support.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Names whose server is silent or changes its mind. The JVM reads a file in place of the name
 * server (see {@code jdk.net.hosts.file}), which it does only from its start on: so each test has a
 * JVM of its own, {@link NameServerProcess}. A pipe that nobody writes to is a silent server.
 */
@EnabledOnOs(OS.LINUX) // mkfifo, and all of 127.0.0.0/8 is this machine
class NameServerTest {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir Path directory;

  @Test
  void aSilentNameServerDelaysNoCallBeyondItsDeadline() throws Exception {
    run("silent", pipe());
  }

  @Test
  void anInterruptedCallerDoesNotWaitForTheNameServer() throws Exception {
    run("interrupted", pipe());
  }

  @Test
  void aSlowNameServerIsWaitedFor() throws Exception {
    run("slow", pipe());
  }

  @Test
  void followsANameToItsNewAddress() throws Exception {
    run("moving", directory.resolve("hosts"), "-Dsun.net.inetaddr.ttl=1");
  }

  private Path pipe() throws Exception {
    Path pipe = directory.resolve("hosts");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    return pipe;
  }

  private void run(String scenario, Path hosts, String... options) throws Exception {
    Path output = directory.resolve("output");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djdk.net.hosts.file=" + hosts);
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(NameServerProcess.class.getName(), scenario, hosts.toString()));
    Process child =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean ended = child.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
      assertThat(ended).as(() -> "It ends: " + read(output)).isTrue();
      assertThat(child.exitValue()).as(() -> read(output)).isZero();
    } finally {
      child.destroyForcibly();
    }
  }

  private static String read(Path output) {
    try {
      return Files.readString(output, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "no output";
    }
  }
}
