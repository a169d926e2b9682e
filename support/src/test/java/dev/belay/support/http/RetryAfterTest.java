package dev.belay.support.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

  /** The date of the examples in RFC 9110, section 5.6.7, less ten seconds. */
  private static final Instant NOW = Instant.parse("1994-11-06T08:49:27Z");

  private static Optional<Duration> read(String value) {
    return RetryAfter.of(
        HttpReply.of(429, Map.of("retry-after", List.of(value)), new byte[0]), NOW);
  }

  @Test
  void readsSeconds() {
    assertThat(read("0")).hasValue(Duration.ZERO);
    assertThat(read("120")).hasValue(Duration.ofMinutes(2));
    assertThat(read(" 7 ")).hasValue(Duration.ofSeconds(7));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994"
      })
  void readsTheThreeFormsOfADate(String date) {
    assertThat(read(date)).hasValue(Duration.ofSeconds(10));
  }

  @Test
  void readsADayOfTwoDigits() {
    assertThat(read("Wed Nov 16 08:49:27 1994")).hasValue(Duration.ofDays(10));
  }

  @Test
  void doesNotWaitForADateInThePast() {
    assertThat(read("Sun, 06 Nov 1994 08:49:00 GMT")).hasValue(Duration.ZERO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5", "soon", "99999999999", "6m5s", "Sun, 06 Nov"})
  void findsNothingInAnythingElse(String value) {
    assertThat(read(value)).isEmpty();
  }
}
