package dev.belay.support.http;

import dev.belay.support.http.HttpExchangeException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLHandshakeException;

/** Tells from the classes of the JDK's exceptions, never from their texts, what went wrong. */
final class Failures {

  /** A chain of causes is followed this far, in case it is a ring. */
  private static final int DEPTH = 10;

  /** The first rule whose class is anywhere in the chain decides. */
  private static final List<Rule> RULES =
      List.of(
          new Rule(ClosedByInterruptException.class, Reason.INTERRUPTED),
          new Rule(UnknownHostException.class, Reason.UNKNOWN_HOST),
          new Rule(UnresolvedAddressException.class, Reason.UNKNOWN_HOST),
          new Rule(HttpConnectTimeoutException.class, Reason.CONNECT_TIMED_OUT),
          new Rule(HttpTimeoutException.class, Reason.TIMED_OUT),
          new Rule(SocketTimeoutException.class, Reason.TIMED_OUT),
          new Rule(ConnectException.class, Reason.CONNECT_FAILED),
          new Rule(NoRouteToHostException.class, Reason.CONNECT_FAILED),
          new Rule(SSLHandshakeException.class, Reason.TLS_FAILED),
          new Rule(ProtocolException.class, Reason.MALFORMED_ANSWER),
          new Rule(IOException.class, Reason.CONNECTION_LOST));

  private Failures() {}

  static HttpExchangeException of(HttpCall call, Throwable failure) {
    List<Throwable> chain = chain(failure);
    for (Throwable link : chain) {
      if (link instanceof ExchangeRefusal refused) {
        return HttpExchangeException.of(call, refused.reason());
      }
    }
    return HttpExchangeException.of(call, reason(chain), classes(chain));
  }

  private static Reason reason(List<Throwable> chain) {
    for (Rule rule : RULES) {
      if (holds(chain, rule.type())) {
        // A server that hangs up during the handshake is overloaded or restarting, not untrusted.
        return rule.reason() == Reason.TLS_FAILED && holds(chain, EOFException.class)
            ? Reason.CONNECT_FAILED
            : rule.reason();
      }
    }
    return Reason.CLIENT_FAILED;
  }

  private static boolean holds(List<Throwable> chain, Class<?> type) {
    return chain.stream().anyMatch(type::isInstance);
  }

  /** Outermost first, without the wrapper of the future. */
  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    Throwable next = failure instanceof ExecutionException ? failure.getCause() : failure;
    while (next != null && chain.size() < DEPTH) {
      chain.add(next);
      next = next.getCause();
    }
    return chain;
  }

  private static String classes(List<Throwable> chain) {
    return String.join(
        " < ", chain.stream().map(link -> link.getClass().getSimpleName()).distinct().toList());
  }

  private record Rule(Class<? extends Exception> type, Reason reason) {}
}
