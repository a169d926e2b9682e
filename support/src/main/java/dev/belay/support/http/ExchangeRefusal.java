package dev.belay.support.http;

import dev.belay.support.http.HttpExchangeException.Reason;
import java.io.IOException;

/** A rule of ours ended an exchange; it carries the reason through the JDK's client. */
final class ExchangeRefusal extends IOException {

  private final Reason reason;

  ExchangeRefusal(Reason reason) {
    super(reason.name());
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
