package dev.belay.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.testservers.leak.LeakScan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own: what its libraries print counts too. */
class BelayProcessTest {

  private static final String USER = "123e4567-e89b-12d3-a456-426614174000";

  @TempDir private Path directory;

  @Test
  void printsOneLineWhereTheDatabaseIsDown() throws IOException, InterruptedException {
    int exitCode =
        run("keys", "list", "--user", USER, "--jdbc-url", "jdbc:postgresql://127.0.0.1:1/db");

    assertThat(exitCode).isEqualTo(1);
    assertThat(directory.resolve("out")).isEmptyFile();
    assertThat(directory.resolve("err")).content().startsWith("belay: ").hasLineCount(1);
  }

  @Test
  void printsItsHelp() throws IOException, InterruptedException {
    assertThat(run("--help")).isZero();
    assertThat(directory.resolve("out")).content().contains("demo", "keys", "resolve", "schema");
    assertThat(directory.resolve("err")).isEmptyFile();
  }

  private int run(String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    Collections.addAll(
        command,
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-classpath",
        System.getProperty("java.class.path"),
        Belay.class.getName());
    Collections.addAll(command, args);
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(directory.resolve("out").toFile())
            .redirectError(directory.resolve("err").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    LeakScan.inspect(
        "a process of belay", Files.readString(directory.resolve("out"), StandardCharsets.UTF_8));
    LeakScan.inspect(
        "a process of belay", Files.readString(directory.resolve("err"), StandardCharsets.UTF_8));
    return process.exitValue();
  }
}
