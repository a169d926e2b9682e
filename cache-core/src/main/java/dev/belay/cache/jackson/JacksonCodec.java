package dev.belay.cache.jackson;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.belay.cache.CacheCodec;
import dev.belay.support.InvalidArgumentException;

/** JSON of one type. Jackson's messages quote what they could not read, so they are dropped. */
final class JacksonCodec<T> implements CacheCodec<T> {

  private final ObjectWriter writer;
  private final ObjectReader reader;

  JacksonCodec(ObjectMapper mapper, JavaType type) {
    this.writer = mapper.writerFor(type);
    this.reader = mapper.readerFor(type);
  }

  @Override
  public String encode(T value) {
    try {
      return writer.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new InvalidArgumentException("The value cannot be written as JSON");
    }
  }

  @Override
  public T decode(String text) {
    try {
      return reader.readValue(text);
    } catch (JsonProcessingException e) {
      throw new InvalidArgumentException("The text is not JSON of this type");
    }
  }
}
