package dev.belay.auth;

import dev.belay.support.telemetry.TelemetryNames.Attributes;
import dev.belay.support.telemetry.TelemetryNames.Spans;
import dev.belay.support.telemetry.UserIdHash;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.function.Supplier;

/**
 * Shows each question who is calling as a span. That nobody is signed in is an answer; only what
 * could not be found out is an error.
 */
final class TracedSessions implements Sessions {

  private final Sessions delegate;
  private final Tracer tracer;
  private final UserIdHash userIdHash;

  TracedSessions(Sessions delegate, OpenTelemetry telemetry, UserIdHash userIdHash) {
    this.delegate = delegate;
    this.tracer = Instrumentation.tracer(telemetry);
    this.userIdHash = userIdHash;
  }

  @Override
  public Caller currentUser(AuthRequest request) {
    return traced(() -> delegate.currentUser(request));
  }

  @Override
  public Caller resume(AuthRequest request) {
    return traced(() -> delegate.resume(request));
  }

  /** The span is that of the client, below that of the caller of this. */
  @Override
  public SignOut signOut(AuthRequest request, SignOutScope scope) {
    return delegate.signOut(request, scope);
  }

  private Caller traced(Supplier<Caller> question) {
    Span span = Instrumentation.begin(tracer, Spans.SUPABASE_AUTH_GET_USER, "auth.getUser");
    try {
      Caller caller = Context.current().with(span).wrapSupplier(question).get();
      if (span.isRecording()) { // else the hash would be made for nothing
        describe(span, caller);
      }
      return caller;
    } catch (RuntimeException | Error failure) {
      Instrumentation.fail(span, failure.getClass().getName());
      throw failure;
    } finally {
      span.end();
    }
  }

  private void describe(Span span, Caller caller) {
    span.setAttribute(Attributes.USER_AUTHENTICATED, caller.user().isPresent());
    caller
        .user()
        .flatMap(user -> userIdHash.of(user.id()))
        .ifPresent(hash -> span.setAttribute(Attributes.USER_ID_HASH, hash));
    caller.refusal().ifPresent(reason -> span.setAttribute(Attributes.REASON, reason.word()));
    if (caller.refusal().filter(AuthRefusal.UNAVAILABLE::equals).isPresent()) {
      Instrumentation.fail(span, AuthRefusal.UNAVAILABLE.word());
    }
  }
}
