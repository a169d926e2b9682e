package dev.belay.testservers.leak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The secrets of a run and every text that may hold one; safe for use by many threads.
 *
 * <p>Texts are only taken while somebody listens, so that a program which is no test run does not
 * collect them.
 */
final class Evidence {

  /** One for the whole JVM, since what is printed and thrown belongs to the JVM. */
  static final Evidence OF_THIS_RUN = new Evidence();

  /** A secret that counts as a whole only. */
  private static final int SHORTEST = 8;

  private final SecretIndex index = new SecretIndex();
  private final AtomicInteger secrets = new AtomicInteger();
  private final AtomicInteger listeners = new AtomicInteger();
  private final Map<String, ScannedText> texts = new ConcurrentHashMap<>();
  private final Map<Path, String> files = new ConcurrentHashMap<>();

  void rememberRandom(String label, String secret) {
    requireLength(secret, SecretForm.CHUNK);
    SecretForm.ofRandom(numbered(label), secret).forEach(index::add);
  }

  void rememberWhole(String label, String secret) {
    requireLength(secret, SHORTEST);
    SecretForm.ofWhole(numbered(label), secret).forEach(index::add);
  }

  void open() {
    listeners.incrementAndGet();
  }

  void close() {
    listeners.decrementAndGet();
  }

  boolean isOpen() {
    return listeners.get() > 0;
  }

  void add(String source, CharSequence text) {
    if (isOpen()) {
      texts.computeIfAbsent(source, name -> new ScannedText(name, index)).append(text);
    }
  }

  void watch(String source, Path file) {
    files.put(file, source);
  }

  void unwatch(Path file) {
    String source = files.remove(file);
    if (source != null && isOpen()) {
      read(source, file);
    }
  }

  List<Leak> leaks() {
    files.forEach((file, source) -> read(source, file));
    return texts.values().stream()
        .flatMap(text -> text.leaks().stream())
        .sorted((one, other) -> one.source().compareTo(other.source()))
        .toList();
  }

  private void read(String source, Path file) {
    char[] piece = new char[1 << 13];
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      for (int read = reader.read(piece); read >= 0; read = reader.read(piece)) {
        add(source, new String(piece, 0, read));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String numbered(String label) {
    return label + " #" + secrets.incrementAndGet();
  }

  private static void requireLength(String secret, int shortest) {
    if (secret.length() < shortest) {
      throw new IllegalArgumentException("Too short to be told from ordinary text");
    }
  }
}
