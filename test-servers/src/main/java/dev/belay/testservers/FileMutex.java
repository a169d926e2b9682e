package dev.belay.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One at a time among all threads of all JVMs that name the same file. */
final class FileMutex {

  private static final Object WITHIN_THIS_JVM = new Object();

  private FileMutex() {}

  /** What is done while the file is locked. */
  @FunctionalInterface
  interface Action<T> {
    T run() throws IOException;
  }

  static void run(Path file, Runnable action) {
    locked(
        file,
        () -> {
          action.run();
          return file;
        });
  }

  static <T> T locked(Path file, Action<T> action) {
    synchronized (WITHIN_THIS_JVM) {
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        FileLock lock = channel.lock();
        T result = action.run();
        lock.release();
        return result;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
