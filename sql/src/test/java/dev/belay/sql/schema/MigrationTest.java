package dev.belay.sql.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.ConfigurationException;
import dev.belay.testservers.leak.Refusals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationTest {

  @Test
  void readsTheVersionOfBothForms() {
    assertThat(Migration.of("20261122093000_add_trips.sql", "").version())
        .isEqualTo("20261122093000");
    assertThat(Migration.of("20251113_143000_add_trip_collaborators.sql", "").version())
        .isEqualTo("20251113143000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "V1__flyway.sql",
        "20261122_add_trips.sql",
        "202611220930_add_trips.sql",
        "20261122093000.sql",
        "20261122093000_.sql",
        "20261122093000_add_trips.txt",
        "20261122093000_../../etc.sql",
        "20261122093000_..\\etc.sql",
        "x20261122093000_add_trips.sql"
      })
  void refusesAnyOtherName(String name) {
    assertThat(Refusals.refusalOf(ConfigurationException.class, () -> Migration.of(name, "")))
        .hasMessageContaining(name);
  }

  @Test
  void lineEndsDoNotChangeTheChecksum() {
    Migration unix = Migration.of("20261122093000_a.sql", "select 1;\nselect 2;\n");
    Migration windows = Migration.of("20261122093000_a.sql", "select 1;\r\nselect 2;\r\n");
    assertThat(windows).isEqualTo(unix);
    assertThat(unix.checksum())
        .isEqualTo("061e995aebcb765888ac7580f67ee3815a03b9b9c3fd5ff2dbb40db98b53a737");
  }

  @Test
  void anyOtherChangeChangesTheChecksum() {
    Migration one = Migration.of("20261122093000_a.sql", "select 1;\n");
    assertThat(Migration.of("20261122093000_a.sql", "select 1; \n").checksum())
        .isNotEqualTo(one.checksum());
  }
}
