package dev.belay.byok;

import io.opentelemetry.api.OpenTelemetry;

/** The same answers where nobody listens. Where somebody does, every other test of it looks. */
class TracedProviderResolverWithoutTelemetryTest extends ProviderResolverContract {

  @Override
  protected OpenTelemetry telemetry() {
    return OpenTelemetry.noop();
  }

  @Override
  protected ResolverSubject subject() {
    return ResolverSubject.inMemory();
  }
}
