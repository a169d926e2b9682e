package dev.belay.realtime;

import dev.belay.testservers.leak.LeakScan;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.Collection;
import java.util.List;

/** The real SDK, which keeps what it is given; all of it is scanned for keys at the end. */
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

  @Override
  public void close() {
    spans().forEach(span -> LeakScan.inspect("spans", span.toString()));
    metrics().forEach(metric -> LeakScan.inspect("metrics", metric.toString()));
    sdk.close();
  }
}
