package dev.belay.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.support.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingFileTest {

  @TempDir private Path directory;

  @Test
  void makesARingOnceAndKeepsIt() throws IOException {
    KeyRingFile file = KeyRingFile.in(directory);

    assertThat(file.load().keyIds()).containsExactly("k1");
    String text = Files.readString(ring());
    assertThat(file.load().keyIds()).containsExactly("k1");
    assertThat(Files.readString(ring())).isEqualTo(text);
  }

  @Test
  void putsANewKeyInFrontAndKeepsTheOld() throws IOException {
    KeyRingFile file = KeyRingFile.in(directory);
    file.load();
    String old = Files.readString(ring());

    assertThat(file.addKey().keyIds()).containsExactly("k2", "k1");
    assertThat(file.addKey().activeKeyId()).isEqualTo("k3");
    assertThat(Files.readString(ring())).startsWith("k3:").endsWith(old);
  }

  @Test
  void letsNobodyElseRead() throws IOException {
    KeyRingFile.in(directory.resolve("new")).load();

    assertThat(permissions(directory.resolve("new"))).isEqualTo("rwx------");
    assertThat(permissions(directory.resolve("new/key-ring"))).isEqualTo("rw-------");
  }

  @Test
  void leavesNothingElseBehind() throws IOException {
    KeyRingFile.in(directory).load();
    KeyRingFile.in(directory).addKey();

    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(ring());
    }
  }

  @Test
  void refusesAFileThatOthersMayRead() throws IOException {
    KeyRingFile.in(directory).load();
    Files.setPosixFilePermissions(ring(), PosixFilePermissions.fromString("rw-r-----"));

    assertThatThrownBy(() -> KeyRingFile.in(directory).load())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("chmod 600");
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    Files.createFile(
        ring(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));

    assertThatThrownBy(() -> KeyRingFile.in(directory).load())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("empty");
  }

  @Test
  void saysThatAFileCannotBeRead() throws IOException {
    Files.createDirectory(
        ring(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));

    assertThatThrownBy(() -> KeyRingFile.in(directory).load())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("cannot be read");
  }

  private Path ring() {
    return directory.resolve("key-ring");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
