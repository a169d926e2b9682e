package dev.belay.cache.jackson;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.cache.CacheCodec;
import java.util.Objects;

/** Makes {@link CacheCodec}s that write JSON with Jackson. */
public final class JacksonCodecs {

  private JacksonCodecs() {}

  /**
   * A codec for a class.
   *
   * @param <T> the type of the values
   * @param mapper writes and reads; it must not have default typing enabled, which lets whoever
   *     writes a cached value choose the class that is made of it
   * @param type the class
   * @return the codec
   */
  public static <T> CacheCodec<T> of(ObjectMapper mapper, Class<T> type) {
    return new JacksonCodec<>(mapper, mapper.constructType(Objects.requireNonNull(type, "type")));
  }

  /**
   * A codec for a type with parameters, such as a list.
   *
   * @param <T> the type of the values
   * @param mapper writes and reads, without default typing
   * @param type the type
   * @return the codec
   */
  public static <T> CacheCodec<T> of(ObjectMapper mapper, TypeReference<T> type) {
    JavaType constructed = mapper.constructType(Objects.requireNonNull(type, "type").getType());
    return new JacksonCodec<>(mapper, constructed);
  }
}
