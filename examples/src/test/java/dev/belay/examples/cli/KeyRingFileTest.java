package dev.belay.examples.cli;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.belay.byok.envelope.KeyRing;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.Refusals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRingFileTest {

  @TempDir private Path directory;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

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

    assertThat(names(directory)).containsExactly("key-ring");
  }

  @Test
  void refusesAFileThatOthersMayRead() throws IOException {
    KeyRingFile.in(directory).load();
    Files.setPosixFilePermissions(ring(), PosixFilePermissions.fromString("rw-r-----"));

    assertThat(refusalOf(ConfigurationException.class, () -> KeyRingFile.in(directory).load()))
        .hasMessageContaining("chmod 600");
  }

  @Test
  void refusesAFileOfAnotherUser() throws IOException {
    KeyRingFile.in(directory).load();
    UserPrincipal somebody = () -> "somebody";

    for (Refusals.Call use :
        List.<Refusals.Call>of(
            () -> KeyRingFile.in(directory, () -> somebody).load(),
            () -> KeyRingFile.in(directory, () -> somebody).addKey())) {
      assertThat(refusalOf(ConfigurationException.class, use))
          .hasMessageContaining("belongs to another user");
    }
    assertThat(names(directory)).containsExactly("key-ring");
  }

  /** Only root can give a file away. */
  @Test
  void refusesAFileThatWasGivenToAnotherUser() throws IOException {
    KeyRingFile.in(directory).load();
    assumeTrue(giveAway(ring()), "this user cannot give a file away");

    assertThat(refusalOf(ConfigurationException.class, () -> KeyRingFile.in(directory).load()))
        .hasMessageContaining("belongs to another user");
  }

  @Test
  void twoFirstRunsGetOneRing() throws Exception {
    for (int round = 0; round < 20; round++) {
      Path fresh = directory.resolve("round-" + round);
      CyclicBarrier together = new CyclicBarrier(4);
      List<CompletableFuture<KeyRing>> runs =
          Stream.generate(
                  () -> CompletableFuture.supplyAsync(() -> loadAfter(together, fresh), threads))
              .limit(4)
              .toList();

      List<KeyRing> rings = runs.stream().map(CompletableFuture::join).toList();

      Secret kept = Secret.of(Files.readString(fresh.resolve("key-ring")).substring(3));
      assertThat(rings)
          .allSatisfy(
              ring ->
                  assertThat(refusalOf(RuntimeException.class, () -> ring.withOld("again", kept)))
                      .hasMessageContaining("repeats a key under another id"));
      assertThat(names(fresh)).containsExactly("key-ring");
    }
  }

  @Test
  void aChangeAtATime() throws IOException {
    KeyRingFile.in(directory).load();
    Files.createFile(directory.resolve("key-ring.new"));
    String before = Files.readString(ring());

    assertThat(refusalOf(ConfigurationException.class, () -> KeyRingFile.in(directory).addKey()))
        .hasMessageContaining("Another program")
        .hasMessageContaining("key-ring.new");

    assertThat(Files.readString(ring())).isEqualTo(before);
    assertThat(names(directory)).containsExactlyInAnyOrder("key-ring", "key-ring.new");
  }

  @Test
  void followsNoSymbolicLink() throws IOException {
    Path elsewhere = directory.resolve("elsewhere");
    Files.createSymbolicLink(ring(), elsewhere);
    assertLinkIsRefused();
    assertThat(elsewhere).as("what a dangling link points at is not made").doesNotExist();

    KeyRingFile.in(directory.resolve("other")).load();
    Files.move(directory.resolve("other/key-ring"), elsewhere);
    assertLinkIsRefused();
  }

  private void assertLinkIsRefused() {
    for (Refusals.Call use :
        List.<Refusals.Call>of(
            () -> KeyRingFile.in(directory).load(), () -> KeyRingFile.in(directory).addKey())) {
      assertThat(refusalOf(ConfigurationException.class, use))
          .hasMessageContaining("symbolic link");
    }
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    Files.createFile(
        ring(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));

    assertThat(refusalOf(ConfigurationException.class, () -> KeyRingFile.in(directory).load()))
        .hasMessageContaining("empty");
  }

  @Test
  void saysThatAFileCannotBeRead() throws IOException {
    Files.createDirectory(
        ring(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));

    assertThat(refusalOf(ConfigurationException.class, () -> KeyRingFile.in(directory).load()))
        .hasMessageContaining("cannot be read");
  }

  private static KeyRing loadAfter(CyclicBarrier together, Path fresh) {
    try {
      together.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return KeyRingFile.in(fresh).load();
  }

  private static boolean giveAway(Path file) {
    try {
      Files.setAttribute(file, "unix:uid", 65_533);
      return true;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException refused) {
      return false;
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private Path ring() {
    return directory.resolve("key-ring");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
