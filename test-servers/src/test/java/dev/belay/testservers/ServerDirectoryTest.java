package dev.belay.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server leaves while it stops or starts must not keep its directory from being freed. */
class ServerDirectoryTest {

  @TempDir private Path temporary;

  @Test
  void findsNoServerWhereTheServerHasJustRemovedItsFile() {
    ServerDirectory directory = ServerDirectory.kept(temporary);

    assertThatNoException().isThrownBy(directory::stopServer);
    directory.release();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "12a\n", "-1\n", "99999999999999999999\n"})
  void believesNoHalfWrittenProcessId(String text) throws IOException {
    ServerDirectory directory = ServerDirectory.kept(temporary);
    Files.createDirectories(directory.data());
    Files.writeString(directory.data().resolve("postmaster.pid"), text);

    assertThatNoException().isThrownBy(directory::stopServer);
    directory.release();
  }

  @Test
  void endsNoProcessThatIsNotItsServer() throws IOException {
    ServerDirectory directory = ServerDirectory.kept(temporary);
    Files.createDirectories(directory.data());
    Files.writeString(
        directory.data().resolve("postmaster.pid"), ProcessHandle.current().pid() + "\n");

    assertThatNoException().isThrownBy(directory::stopServer);
    directory.release();
  }

  @Test
  void deletesATemporaryDirectoryWithAllThatIsInIt() throws IOException {
    ServerDirectory directory = ServerDirectory.temporary();
    Files.createDirectories(directory.data().resolve("base/1"));
    Files.writeString(directory.data().resolve("base/1/2619"), "a table");

    directory.release();

    assertThat(directory.data().getParent()).doesNotExist();
  }
}
