package dev.belay.webhook.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.telemetry.RecordingLogger;
import dev.belay.webhook.WebhookEvent;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TableFilterTest {

  private final RecordingLogger log = new RecordingLogger();
  private final TableFilter filter =
      new TableFilter("notes", Set.of("public.notes", "app.members"), log);

  @Test
  void admitsWhatWasNamed() {
    assertThat(filter.admits(of("public", "notes"))).isTrue();
    assertThat(filter.admits(of("app", "members"))).isTrue();
    assertThat(filter.admits(of("public", "members"))).isFalse();
    assertThat(filter.admits(of("public", "other"))).isFalse();
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void saysOnceThatTheNameIsOneOfAnotherSchema() {
    assertThat(filter.admits(of("app", "notes"))).isFalse();
    assertThat(filter.admits(of("app", "notes"))).isFalse();
    assertThat(log.lines())
        .containsExactly(
            "WARN Webhook notes passes over app.notes:"
                + " it is for a table of that name in schema public");
  }

  @Test
  void admitsAllWhereNothingWasNamed() {
    assertThat(new TableFilter("notes", Set.of(), log).admits(of("app", "notes"))).isTrue();
  }

  private static WebhookEvent of(String schema, String table) {
    String json =
        "{\"type\":\"INSERT\",\"schema\":\"%s\",\"table\":\"%s\",\"record\":{}}"
            .formatted(schema, table);
    return WebhookEvent.parse(json.getBytes(StandardCharsets.UTF_8));
  }
}
