package dev.belay.webhook.send.internal;

import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpExchangeException;
import dev.belay.support.http.HttpExchangeException.Reason;
import dev.belay.support.http.HttpReply;
import dev.belay.support.http.HttpTransport;
import java.util.Locale;
import java.util.Set;

/**
 * Calls a trusted host over a connection that is kept, and any other over one of its own, whose
 * address is judged as it is dialled: a URL in the database must not lead into this network.
 */
final class DestinationTransport {

  private final HttpTransport direct;
  private final HttpTransport guarded;
  private final Set<String> trusted;

  DestinationTransport(HttpTransport direct, HttpTransport guarded, Set<String> trusted) {
    this.direct = direct;
    this.guarded = guarded;
    this.trusted = Set.copyOf(trusted);
  }

  HttpReply exchange(HttpCall call) {
    if (trusted.contains(call.uri().getHost().toLowerCase(Locale.ROOT))) {
      return direct.exchange(call);
    }
    if (!"https".equalsIgnoreCase(call.uri().getScheme())) {
      throw HttpExchangeException.of(call, Reason.ADDRESS_REFUSED);
    }
    return guarded.exchange(call);
  }
}
