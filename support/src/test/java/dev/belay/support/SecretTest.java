package dev.belay.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.testservers.leak.Refusals;
import dev.belay.testservers.leak.TestKeys;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {

  private static final String TEXT = TestKeys.remember("the-text-that-nobody-may-see");
  private static final Secret SECRET = Secret.of(TEXT);

  @Test
  void givesItsTextOnlyThroughReveal() {
    assertThat(SECRET.reveal()).isEqualTo(TEXT);
    assertThat(SECRET).hasToString("Secret[masked]");
    assertThat(List.of(SECRET)).asString().doesNotContain(TEXT);
    assertThat(Map.of("key", SECRET)).asString().doesNotContain(TEXT);
  }

  @Test
  void isEqualToASecretOfTheSameText() {
    assertThat(SECRET).isEqualTo(Secret.of(TEXT)).hasSameHashCodeAs(Secret.of(TEXT));
  }

  /** Without the values in its name: case is nothing to the scan. */
  @ParameterizedTest(name = "{index}")
  @ValueSource(strings = {"the-text-that-nobody-may-seE", "the-text-that-nobody-may-se", "other"})
  void differsFromASecretOfAnotherText(String other) {
    assertThat(SECRET).isNotEqualTo(Secret.of(other)).isNotEqualTo(TEXT).isNotEqualTo(null);
  }

  @Test
  void hashDoesNotTellTheText() {
    assertThat(SECRET).hasSameHashCodeAs(Secret.of("other"));
  }

  @Test
  void refusesAnEmptyText() {
    Refusals.refusalOf(InvalidArgumentException.class, () -> Secret.of(""));
    Refusals.refusalOf(NullPointerException.class, () -> Secret.of(null));
  }

  @Test
  void refusesJavaSerialisation() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      Refusals.refusalOf(NotSerializableException.class, () -> out.writeObject(SECRET));
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8)).doesNotContain(TEXT);
  }

  @Test
  void refusesJackson() {
    assertRefused(new ObjectMapper(), SECRET);
    assertRefused(new ObjectMapper(), Map.of("key", SECRET));
    assertRefused(new ObjectMapper(), List.of(SECRET));
  }

  @Test
  void refusesJacksonThatReadsFields() {
    ObjectMapper fields =
        new ObjectMapper().setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY);

    assertRefused(fields, SECRET);
  }

  @Test
  void hasNoOtherWayOut() {
    assertThat(
            Arrays.stream(Secret.class.getMethods())
                .filter(m -> m.getDeclaringClass() == Secret.class))
        .extracting("name")
        .containsExactlyInAnyOrder("of", "reveal", "equals", "hashCode", "toString");
  }

  private static void assertRefused(ObjectMapper mapper, Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(
            Refusals.refusalOf(
                JsonMappingException.class, () -> mapper.writeValue((OutputStream) bytes, value)))
        .hasMessageNotContaining(TEXT);
    assertThat(bytes.toString(StandardCharsets.UTF_8)).doesNotContain(TEXT);
  }
}
