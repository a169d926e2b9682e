package dev.belay.cache;

/**
 * Makes text of values and values of text. Implementations are safe for use by many threads.
 *
 * @param <T> the type of the values
 */
public interface CacheCodec<T> {

  /**
   * Makes text of a value.
   *
   * @param value the value
   * @return any text without the character U+0000 and without half of a surrogate pair; binary has
   *     to be encoded, since a value may travel in JSON
   */
  String encode(T value);

  /**
   * Makes the value again. An exception is taken for a miss: after an upgrade an old text may not
   * be readable.
   *
   * @param text what {@link #encode} returned, perhaps in an older release of the application
   * @return the value
   */
  T decode(String text);

  /**
   * The codec of plain texts.
   *
   * @return a codec that changes nothing
   */
  static CacheCodec<String> text() {
    return TextCodec.INSTANCE;
  }
}
