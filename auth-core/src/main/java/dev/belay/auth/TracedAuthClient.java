package dev.belay.auth;

import dev.belay.support.Secret;
import dev.belay.support.telemetry.TelemetryNames.Attributes;
import dev.belay.support.telemetry.TelemetryNames.Spans;
import dev.belay.support.telemetry.TelemetryNames.Statuses;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Shows each refresh and each sign-out as a span. The question whose token it is has one already,
 * of its asker.
 */
final class TracedAuthClient implements AuthClient {

  private final AuthClient delegate;
  private final Tracer tracer;

  TracedAuthClient(AuthClient delegate, OpenTelemetry telemetry) {
    this.delegate = delegate;
    this.tracer = Instrumentation.tracer(telemetry);
  }

  @Override
  public UUID userId(Secret accessToken) {
    return delegate.userId(accessToken);
  }

  @Override
  public SessionTokens refresh(Secret refreshToken) {
    return traced(
        Spans.SUPABASE_AUTH_REFRESH, "auth.refresh", () -> delegate.refresh(refreshToken));
  }

  @Override
  public void signOut(Secret accessToken, SignOutScope scope) {
    SignOutScope unused =
        traced(
            Spans.SUPABASE_AUTH_SIGN_OUT,
            "auth.signOut",
            () -> {
              delegate.signOut(accessToken, scope);
              return scope;
            });
  }

  private <T> T traced(String name, String operation, Supplier<T> request) {
    Span span = Instrumentation.begin(tracer, name, operation);
    try {
      T result = Context.current().with(span).wrapSupplier(request).get();
      span.setAttribute(Attributes.STATUS, Statuses.SUCCESS);
      return result;
    } catch (AuthRefusedException refused) {
      span.setAttribute(Attributes.STATUS, Statuses.REFUSED);
      // Such as refresh_token_already_used: a word of the server's, checked when it was read.
      span.setAttribute(Attributes.REASON, refused.fault().code().orElse(refused.reason().word()));
      throw refused;
    } catch (RuntimeException | Error failure) {
      span.setAttribute(Attributes.STATUS, Statuses.ERROR);
      Instrumentation.fail(span, failure.getClass().getName());
      throw failure;
    } finally {
      span.end();
    }
  }
}
