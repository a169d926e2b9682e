package dev.belay.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.examples.cli.Cli.Result;
import dev.belay.testservers.leak.TestKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a database of the program's own, which is kept between runs. */
class EmbeddedDatabaseTest {

  @TempDir private Path temporary;

  @Test
  void keepsKeysAndTheirRingBetweenRuns() throws IOException {
    Path directory = temporary.resolve("kept");
    Cli belay = Cli.plain().options("--data-dir", directory.toString());
    String user = UUID.randomUUID().toString();

    Result stored =
        belay.input(TestKeys.openai()).run("keys", "put", "--user", user, "--service", "openai");
    assertThat(stored.err()).isEmpty();
    assertThat(stored.exitCode()).isZero();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("key-ring"))))
        .isEqualTo("rw-------");

    Result rotated = belay.run("keys", "rotate", "--new-key");
    assertThat(rotated.exitCode()).isZero();
    assertThat(rotated.out()).containsPattern("Active key: +k2").containsPattern("Sealed anew: +1");

    Result resolved = belay.run("resolve", "--user", user);
    assertThat(resolved.exitCode()).isZero();
    assertThat(resolved.out()).contains("user-provider");
    assertThat(belay.run("schema", "status").exitCode()).isZero();
  }

  @Test
  void saysThatTheDirectoryCannotBeUsed() throws IOException {
    Path file = Files.createFile(temporary.resolve("a-file"));

    Result refused = Cli.plain().options("--data-dir", file.toString()).run("schema", "status");

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .startsWith("belay: The embedded PostgreSQL did not start")
        .hasLineCount(1);
  }
}
