package dev.belay.byok;

import dev.belay.support.telemetry.TelemetryNames;
import dev.belay.support.telemetry.UserIdHash;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.net.URI;
import java.util.Objects;
import java.util.UUID;

/**
 * Shows each resolution as a span, from before the lookup to the end, and counts it.
 *
 * <p>Of a failure only its class or its reason is shown: a message could hold somebody else's text.
 */
final class TracedProviderResolver implements ProviderResolver {

  private final ProviderResolver delegate;
  private final URI defaultGateway;
  private final UserIdHash userIdHash;
  private final Tracer tracer;
  private final ResolutionCounter counter;

  TracedProviderResolver(
      ProviderResolver delegate,
      URI defaultGateway,
      OpenTelemetry telemetry,
      UserIdHash userIdHash) {
    this.delegate = delegate;
    this.defaultGateway = defaultGateway;
    this.userIdHash = userIdHash;
    this.tracer = Instrumentation.tracer(telemetry);
    this.counter = new ResolutionCounter(telemetry);
  }

  @Override
  public ResolvedProvider resolve(UUID userId, ModelHint hint) {
    Objects.requireNonNull(userId, "userId");
    Objects.requireNonNull(hint, "hint");
    Span span = tracer.spanBuilder(TelemetryNames.Spans.PROVIDERS_RESOLVE).startSpan();
    try {
      if (span.isRecording()) { // else the hash would be made for nothing
        userIdHash
            .of(userId)
            .ifPresent(hash -> span.setAttribute(TelemetryNames.Attributes.USER_ID_HASH, hash));
      }
      ResolvedProvider resolved =
          Context.current().with(span).wrapSupplier(() -> delegate.resolve(userId, hint)).get();
      describe(span, resolved);
      counter.succeeded(resolved);
      return resolved;
    } catch (ResolutionRefusedException refused) {
      String reason = ResolutionCounter.word(refused.reason());
      fail(span, reason);
      counter.refused(reason);
      throw refused;
    } catch (RuntimeException | Error failure) {
      String type = failure.getClass().getName();
      fail(span, type);
      counter.failed(type);
      throw failure;
    } finally {
      span.end();
    }
  }

  private void describe(Span span, ResolvedProvider resolved) {
    String source = resolved.credentialSource().label();
    span.setAttribute(TelemetryNames.Attributes.MODEL_ID, resolved.modelId());
    span.setAttribute(TelemetryNames.Attributes.PATH, source);
    span.setAttribute(TelemetryNames.Attributes.PROVIDER, resolved.provider().value());
    span.setAttribute(ResolutionCounter.CREDENTIAL_SOURCE, source);
    if (resolved.credentialSource() == CredentialSource.USER_GATEWAY) {
      describeGateway(span, resolved, "user");
    } else if (resolved.credentialSource() == CredentialSource.TEAM_GATEWAY) {
      describeGateway(span, resolved, "team");
    }
  }

  private void describeGateway(Span span, ResolvedProvider resolved, String owner) {
    span.setAttribute(TelemetryNames.Attributes.BASE_URL_HOST, resolved.baseUrl().getHost());
    span.setAttribute(
        TelemetryNames.Attributes.BASE_URL_SOURCE,
        resolved.baseUrl().equals(defaultGateway) ? "default" : owner);
  }

  private static void fail(Span span, String errorType) {
    span.setStatus(StatusCode.ERROR);
    span.setAttribute(ResolutionCounter.ERROR_TYPE, errorType);
  }
}
