package dev.belay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.ConfigurationException;
import dev.belay.support.telemetry.RecordingLogger;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StoreOutageTest {

  private final RecordingLogger log = new RecordingLogger();
  private final StoreOutage outage =
      new StoreOutage("versions", Duration.ofSeconds(1), () -> 7, log);

  @Test
  void saysWhatToDoOnceAndWhenItIsOver() {
    outage.failed(new ConfigurationException("install the schema"));
    outage.failed(new ConfigurationException("install the schema"));
    outage.succeeded();
    outage.succeeded();
    assertThat(log.lines())
        .containsExactly(
            "WARN The store of cache versions fails:"
                + " dev.belay.support.ConfigurationException: install the schema",
            "INFO The store of cache versions answers again");
  }

  @Test
  void quotesNobodyElse() {
    outage.failed(new IllegalStateException("a driver's text"));
    assertThat(log.lines())
        .containsExactly("WARN The store of cache versions fails: java.lang.IllegalStateException");
  }
}
