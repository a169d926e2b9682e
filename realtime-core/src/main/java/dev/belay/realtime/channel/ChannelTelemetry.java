package dev.belay.realtime.channel;

import dev.belay.support.telemetry.TelemetryNames;
import dev.belay.support.telemetry.TelemetryNames.Metrics;
import dev.belay.support.telemetry.TelemetryNames.Statuses;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;

/** Counts connections, joins and messages. No topic, since it holds a user's or a thing's id. */
final class ChannelTelemetry {

  private static final AttributeKey<String> STATUS =
      AttributeKey.stringKey(TelemetryNames.Attributes.STATUS);
  private static final AttributeKey<String> REASON =
      AttributeKey.stringKey(TelemetryNames.Attributes.REASON);

  private final LongCounter connections;
  private final LongCounter joins;
  private final LongCounter messages;

  ChannelTelemetry(OpenTelemetry telemetry) {
    Meter meter = telemetry.getMeter("dev.belay.realtime");
    connections =
        meter
            .counterBuilder(Metrics.REALTIME_CONNECTIONS)
            .setDescription("Attempts to connect to Realtime, by how they ended")
            .build();
    joins =
        meter
            .counterBuilder(Metrics.REALTIME_JOINS)
            .setDescription("Joins of a channel and losses of one, by how they ended and why")
            .build();
    messages =
        meter
            .counterBuilder(Metrics.REALTIME_MESSAGES)
            .setDescription("Messages that came, by whether a listener got them")
            .build();
  }

  void connected() {
    connections.add(1, Attributes.of(STATUS, Statuses.SUCCESS));
  }

  void connectionFailed(ChannelFault fault) {
    connections.add(1, Attributes.of(STATUS, Statuses.ERROR, REASON, fault.word()));
  }

  void joined() {
    joins.add(1, Attributes.of(STATUS, Statuses.SUCCESS));
  }

  void notJoined(ChannelFault fault) {
    String status = fault.remedy() == Remedy.GIVE_UP ? Statuses.REFUSED : Statuses.ERROR;
    joins.add(1, Attributes.of(STATUS, status, REASON, fault.word()));
  }

  void received() {
    messages.add(1, Attributes.of(STATUS, Statuses.SUCCESS));
  }

  void dropped() {
    messages.add(1, Attributes.of(STATUS, Statuses.DROPPED));
  }
}
