package dev.belay.byok;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import dev.belay.testservers.leak.Refusals.Call;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReadAuditTest {

  private static final ReadAudit AUDIT = ReadAudit.BACKGROUND;

  @Test
  void changesOneSettingAtATime() {
    assertThat(AUDIT.withCapacity(7).capacity()).isEqualTo(7);
    assertThat(AUDIT.withBatchSize(7).batchSize()).isEqualTo(7);
    assertThat(AUDIT.withInterval(Duration.ofMillis(7)).interval()).hasMillis(7);
    assertThat(AUDIT.withCloseTimeout(Duration.ZERO).closeTimeout()).isZero();
    assertThat(AUDIT.withCapacity(7).mode()).isEqualTo(ReadAudit.Mode.BACKGROUND);
  }

  @Test
  void refusesSettingsOutOfBounds() {
    assertRefused(() -> AUDIT.withCapacity(0));
    assertRefused(() -> AUDIT.withCapacity(1_000_001));
    assertRefused(() -> AUDIT.withBatchSize(0));
    assertRefused(() -> AUDIT.withBatchSize(1001));
    assertRefused(() -> AUDIT.withInterval(Duration.ZERO));
    assertRefused(() -> AUDIT.withInterval(Duration.ofHours(2)));
    assertRefused(() -> AUDIT.withInterval(Duration.ofSeconds(Long.MAX_VALUE)));
    assertRefused(() -> AUDIT.withCloseTimeout(Duration.ofMillis(-1)));
    assertRefused(() -> AUDIT.withCloseTimeout(Duration.ofMinutes(2)));
  }

  private static void assertRefused(Call setting) {
    assertThat(refusalOf(InvalidArgumentException.class, setting))
        .hasMessageStartingWith("Read audit: ");
  }
}
