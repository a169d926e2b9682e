package dev.belay.support.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import dev.belay.testservers.leak.Refusals;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectTimeoutTest {

  private static final Duration LONGEST = Duration.ofHours(1);

  @ParameterizedTest
  @ValueSource(strings = {"PT-1S", "PT0S", "PT1H0.000000001S"})
  void isRefusedOutOfItsBoundsByEveryTransport(Duration timeout) {
    Refusals.refusalOf(
        InvalidArgumentException.class,
        () -> JdkHttpTransport.builder().connectTimeout(timeout).build());
    Refusals.refusalOf(
        InvalidArgumentException.class,
        () -> GuardedHttpTransport.builder().connectTimeout(timeout).build());
  }

  @Test
  void isTakenUpToAnHourByEveryTransport() {
    assertThat(JdkHttpTransport.builder().connectTimeout(LONGEST).build()).isNotNull();
    assertThat(GuardedHttpTransport.builder().connectTimeout(LONGEST).build()).isNotNull();
  }
}
