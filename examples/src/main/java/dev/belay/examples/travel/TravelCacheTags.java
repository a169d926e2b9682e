package dev.belay.examples.travel;

import dev.belay.cache.TableTags;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Which cache tags a change of each of the app's tables bumps. */
public final class TravelCacheTags {

  private static final String FILE = "/travel/cache-tags.txt";

  private TravelCacheTags() {}

  /**
   * Reads {@code travel/cache-tags.txt} of the class path.
   *
   * @return the mapping
   */
  public static TableTags read() {
    try (InputStream file = TravelCacheTags.class.getResourceAsStream(FILE)) {
      byte[] text = Objects.requireNonNull(file, FILE).readAllBytes();
      return TableTags.parse(new String(text, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
