package dev.belay.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Says which process owns a directory: its id and when it started, since ids are used again.
 *
 * <p>A file lock would not do: closing any other handle of the file would release it.
 */
final class OwnerFile {

  /** The start of a process is computed from the machine's clock, which may be corrected. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(10);

  private final Path file;

  OwnerFile(Path directory) {
    this.file = directory.resolve("owner");
  }

  /** Makes this process the owner, unless another one that is still alive has the directory. */
  void claim() {
    if (hasLivingOwner()) {
      throw new IllegalStateException("A server runs in this directory already: " + file);
    }
    ProcessHandle self = ProcessHandle.current();
    try {
      Files.deleteIfExists(file);
      Files.writeString(file, self.pid() + " " + startOf(self), StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw new IllegalStateException("A server starts in this directory already: " + file, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void release() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether an owner is named here that is gone. */
  boolean isAbandoned() {
    return Files.exists(file) && !hasLivingOwner();
  }

  private boolean hasLivingOwner() {
    try {
      String[] owner = Files.readString(file).split(" ", 2);
      Instant start = Instant.parse(owner[1]);
      Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(owner[0]));
      return process.isPresent()
          && Duration.between(start, startOf(process.get())).abs().compareTo(CLOCK_TOLERANCE) < 0;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Instant startOf(ProcessHandle process) {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }
}
