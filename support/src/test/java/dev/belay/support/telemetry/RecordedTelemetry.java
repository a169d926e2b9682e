package dev.belay.support.telemetry;

import dev.belay.testservers.leak.LeakScan;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The real SDK, which keeps what it is given; all of it is scanned for secrets at the end. */
public final class RecordedTelemetry implements AutoCloseable {

  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder()
          .setTracerProvider(
              SdkTracerProvider.builder()
                  .addSpanProcessor(SimpleSpanProcessor.create(spans))
                  .build())
          .setMeterProvider(SdkMeterProvider.builder().registerMetricReader(metrics).build())
          .build();

  public OpenTelemetry api() {
    return sdk;
  }

  public List<SpanData> spans() {
    return spans.getFinishedSpanItems();
  }

  public Collection<MetricData> metrics() {
    return metrics.collectAllMetrics();
  }

  public MetricData metric(String name) {
    return metrics().stream().filter(m -> m.getName().equals(name)).findFirst().orElseThrow();
  }

  /** A counter's value; -1 where there is no such series. */
  public long count(String name, Map<String, String> labels) {
    return metric(name).getLongSumData().getPoints().stream()
        .filter(point -> point.getAttributes().equals(attributes(labels)))
        .mapToLong(LongPointData::getValue)
        .findFirst()
        .orElse(-1);
  }

  public static Attributes attributes(Map<String, String> labels) {
    var builder = Attributes.builder();
    labels.forEach((name, value) -> builder.put(AttributeKey.stringKey(name), value));
    return builder.build();
  }

  @Override
  public void close() {
    spans().forEach(span -> LeakScan.inspect("spans", span.toString()));
    metrics().forEach(metric -> LeakScan.inspect("metrics", metric.toString()));
    sdk.close();
  }
}
