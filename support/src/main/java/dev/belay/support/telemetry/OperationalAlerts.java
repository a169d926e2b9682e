package dev.belay.support.telemetry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes alerts to the log as lines that a log drain can page on, each at most once in its window:
 *
 * <pre>
 * [operational-alert] {"attributes":{"reason":"invalid_signature"},"event":"webhook.verification_failed","severity":"warning","source":"belay","timestamp":"2026-11-22T09:30:00.000Z"}
 * </pre>
 *
 * <p>That is the form of the runbook ("Telemetry and Alerting"): always those five keys in that
 * order, on one line, in ASCII. Severity {@code error} is logged as an error and {@code warning} as
 * a warning, through slf4j, under the name of this class.
 *
 * <p>Safe for use by many threads. The windows are kept per object and process, for the last 1000
 * alerts; keep one object per process. Several processes raise the same alert once each.
 */
public final class OperationalAlerts {

  private static final String LINE = "[operational-alert] {}";
  private static final int REMEMBERED = 1000;

  /** All that is not ASCII is escaped, so no terminal or drain sees a line break of its own. */
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final AlertWindows windows = new AlertWindows(REMEMBERED);
  private final String source;
  private final Clock clock;
  private final Logger logger;

  private OperationalAlerts(String source, Clock clock, Logger logger) {
    this.source = Objects.requireNonNull(source, "source");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.logger = Objects.requireNonNull(logger, "logger");
  }

  /**
   * Alerts of one service.
   *
   * @param source the service's name, as it stands in each line
   * @return the alerts
   */
  public static OperationalAlerts of(String source) {
    return of(source, Clock.systemUTC(), LoggerFactory.getLogger(OperationalAlerts.class));
  }

  /**
   * Alerts of one service, with another clock and logger.
   *
   * @param source the service's name, as it stands in each line
   * @param clock tells when a window is over
   * @param logger where the lines go
   * @return the alerts
   */
  public static OperationalAlerts of(String source, Clock clock, Logger logger) {
    return new OperationalAlerts(source, clock, logger);
  }

  /**
   * Writes the alert, unless one of the same event and labels was written within its window.
   *
   * @param alert the alert
   * @return whether it was written
   */
  public boolean raise(OperationalAlert alert) {
    Instant now = clock.instant();
    if (!windows.begins(alert.key(), alert.window(), now)) {
      return false;
    }
    String json = json(alert, now);
    if (alert.severity() == OperationalAlert.Severity.WARNING) {
      logger.warn(LINE, json);
    } else {
      logger.error(LINE, json);
    }
    return true;
  }

  private String json(OperationalAlert alert, Instant now) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeObjectFieldStart("attributes");
      for (Map.Entry<String, Object> attribute : alert.attributes().entrySet()) {
        json.writeFieldName(attribute.getKey());
        json.writeObject(attribute.getValue());
      }
      json.writeEndObject();
      json.writeStringField("event", alert.event());
      json.writeStringField("severity", alert.severity().word());
      json.writeStringField("source", source);
      json.writeStringField("timestamp", ISO.format(now));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("A text in memory can always be written", e);
    }
    return text.toString();
  }
}
