package dev.belay.byok.envelope;

import static dev.belay.byok.envelope.Rings.ADA;
import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeContextTest {

  @Test
  void normalisesTheServiceAsTheDatabaseDoes() {
    assertThat(new EnvelopeContext(ADA, "\t OpenRouter ").service()).isEqualTo("openrouter");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "open ai", "öpenai", "open\nai"})
  void refusesAMalformedService(String service) {
    refusalOf(InvalidArgumentException.class, () -> new EnvelopeContext(ADA, service));
  }

  @Test
  void refusesALongService() {
    assertThat(new EnvelopeContext(ADA, "s".repeat(64)).service()).hasSize(64);
    refusesAMalformedService("s".repeat(65));
  }

  @Test
  void refusesTheNilUser() {
    refusalOf(InvalidArgumentException.class, () -> new EnvelopeContext(new UUID(0, 0), "openai"));
  }

  @Test
  void keepsItsPartsApart() {
    assertThat(new EnvelopeContext(ADA, "ab").associatedData("c"))
        .isNotEqualTo(new EnvelopeContext(ADA, "b").associatedData("ca"))
        .hasSize(1 + 8 + 1 + 1 + 16 + 1 + 2);
  }
}
