package dev.belay.testservers.postgrest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.belay.testservers.PostgresDatabase;
import dev.belay.testservers.PostgresServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real program as a process: how it starts, what others see of it, and how it ends. */
class PostgrestProcessTest {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void whatTheVariableNamesMustBeExecutable(@TempDir Path directory) {
    assertThat(PostgrestExecutable.named("")).isEmpty();
    assertThatThrownBy(() -> PostgrestExecutable.named(directory.resolve("absent").toString()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(PostgrestServer.EXECUTABLE_VARIABLE);
  }

  @Test
  void aProgramThatEndsAtItsStartSaysWhy(@TempDir Path directory) throws IOException {
    Path program = directory.resolve("postgrest");
    Files.writeString(program, "#!/bin/sh\necho 'no such schema'; exit 1\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    try (PostgresDatabase database = PostgresServer.shared().createDatabase()) {
      assertThatThrownBy(() -> PostgrestProcess.start(program, settings(database)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no such schema");
    }
  }

  @Test
  void noCommandLineShowsASecretAndNoProcessIsLeftBehind() {
    try (PostgresDatabase database = Project.createDatabase()) {
      PostgrestSettings settings = settings(database);
      PostgrestProcess running = PostgrestProcess.start(executable(), settings);
      List<ProcessHandle> processes = running.processes();
      assertThat(processes).hasSizeGreaterThan(1);
      for (ProcessHandle process : processes) {
        assertThat(Arrays.toString(process.info().arguments().orElseThrow()))
            .doesNotContain(settings.keys().jwtSecret())
            .doesNotContain(PostgresServer.ROLE_PASSWORD);
      }
      running.close();
      for (ProcessHandle process : processes) {
        assertThat(process.onExit()).succeedsWithin(LIMIT);
      }
      running.close();
    }
  }

  @Test
  void aKilledJvmTakesItsProgramWithIt() throws Exception {
    executable();
    try (PostgresDatabase database = Project.createDatabase()) {
      Process jvm = startHolder(database);
      List<ProcessHandle> processes = jvm.descendants().toList();
      assertThat(processes).hasSizeGreaterThan(1);
      jvm.destroyForcibly().waitFor();
      for (ProcessHandle process : processes) {
        assertThat(process.onExit()).succeedsWithin(LIMIT);
      }
    }
  }

  private static Process startHolder(PostgresDatabase database) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    ProcessBuilder builder =
        new ProcessBuilder(java, "-cp", classPath, PostgrestHolder.class.getName(), database.name())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put(PostgresServer.URL_VARIABLE, database.jdbcUrl());
    Process jvm = builder.start();
    BufferedReader lines = jvm.inputReader(StandardCharsets.UTF_8);
    assertThat(lines.readLine()).startsWith("PostgREST contract: real executable");
    return jvm;
  }

  private static Path executable() {
    assumeTrue(PostgrestServer.hasExecutable(), "PostgREST is absent");
    return PostgrestExecutable.named().orElseThrow();
  }

  private static PostgrestSettings settings(PostgresDatabase database) {
    return new PostgrestSettings(
        database, ProjectKeys.create(), List.of("public"), 2, Duration.ofSeconds(1));
  }
}
