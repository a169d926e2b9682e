package dev.belay.cache.jackson;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.cache.CacheCodec;
import dev.belay.support.InvalidArgumentException;
import dev.belay.testservers.leak.Refusals;
import java.util.List;
import org.junit.jupiter.api.Test;

class JacksonCodecTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  record Trip(long id, String name) {}

  @Test
  void writesAndReadsAClass() {
    CacheCodec<Trip> codec = JacksonCodecs.of(MAPPER, Trip.class);
    assertThat(codec.encode(new Trip(7, "Rome"))).isEqualTo("{\"id\":7,\"name\":\"Rome\"}");
    assertThat(codec.decode("{\"id\":7,\"name\":\"Rome\"}")).isEqualTo(new Trip(7, "Rome"));
  }

  @Test
  void writesAndReadsATypeWithParameters() {
    CacheCodec<List<Trip>> codec = JacksonCodecs.of(MAPPER, new TypeReference<List<Trip>>() {});
    List<Trip> trips = List.of(new Trip(1, "a"), new Trip(2, "b"));
    assertThat(codec.decode(codec.encode(trips))).isEqualTo(trips);
  }

  @Test
  void aFailureShowsNothingOfTheValue() {
    CacheCodec<Trip> codec = JacksonCodecs.of(MAPPER, Trip.class);
    InvalidArgumentException refusal =
        Refusals.refusalOf(
            InvalidArgumentException.class, () -> codec.decode("{\"id\":\"secret-content\"}"));
    assertThat(refusal).hasMessageNotContaining("secret-content").hasNoCause();
    CacheCodec<Object> any = JacksonCodecs.of(MAPPER, Object.class);
    Refusals.refusalOf(InvalidArgumentException.class, () -> any.encode(new Object()));
  }
}
