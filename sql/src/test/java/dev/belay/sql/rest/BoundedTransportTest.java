package dev.belay.sql.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpExchangeException;
import dev.belay.support.http.HttpExchangeException.Reason;
import dev.belay.support.http.HttpTransport;
import dev.belay.testservers.leak.Refusals;
import java.net.URI;
import org.junit.jupiter.api.Test;

class BoundedTransportTest {

  private static final HttpCall CALL =
      HttpCall.post(URI.create("https://rest.example.org/rpc/f")).build();

  @Test
  void aCallThatIsInterruptedWhileItWaitsItsTurnWasNotSent() {
    HttpTransport full =
        new BoundedTransport(
            call -> {
              throw new AssertionError("it has to wait");
            },
            0);
    Thread.currentThread().interrupt();
    HttpExchangeException e =
        Refusals.refusalOf(HttpExchangeException.class, () -> full.exchange(CALL));
    assertThat(Thread.interrupted()).as("the flag is set again").isTrue();
    assertThat(e.reason()).isEqualTo(Reason.INTERRUPTED);
    assertThat(e.maybeSent()).isFalse();
  }
}
