package dev.belay.support.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.belay.support.http.HttpExchangeException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {

  private static final String TEXT = "the value sk-0123456789";

  static Stream<Arguments> causes() {
    return Stream.of(
        arguments(new UnknownHostException(TEXT), Reason.UNKNOWN_HOST),
        arguments(
            new ConnectException(TEXT).initCause(new UnresolvedAddressException()),
            Reason.UNKNOWN_HOST),
        arguments(
            new HttpConnectTimeoutException(TEXT).initCause(new ConnectException(TEXT)),
            Reason.CONNECT_TIMED_OUT),
        arguments(new IOException(TEXT, new ClosedByInterruptException()), Reason.INTERRUPTED),
        arguments(new HttpTimeoutException(TEXT), Reason.TIMED_OUT),
        arguments(new SocketTimeoutException(TEXT), Reason.TIMED_OUT),
        arguments(new ConnectException(TEXT), Reason.CONNECT_FAILED),
        arguments(new NoRouteToHostException(TEXT), Reason.CONNECT_FAILED),
        arguments(new SSLHandshakeException(TEXT), Reason.TLS_FAILED),
        arguments(
            new SSLHandshakeException(TEXT).initCause(new EOFException(TEXT)),
            Reason.CONNECT_FAILED),
        arguments(new ProtocolException(TEXT), Reason.MALFORMED_ANSWER),
        arguments(new SocketException(TEXT), Reason.CONNECTION_LOST),
        arguments(new EOFException(TEXT), Reason.CONNECTION_LOST),
        arguments(
            new IOException(TEXT, new ExchangeRefusal(Reason.BODY_TOO_LARGE)),
            Reason.BODY_TOO_LARGE),
        arguments(new IllegalStateException(TEXT), Reason.CLIENT_FAILED));
  }

  @ParameterizedTest
  @MethodSource("causes")
  void tellsWhatWentWrongWithoutRepeatingATextOfTheJdk(Throwable cause, Reason reason) {
    HttpCall call = HttpCall.get(URI.create("https://api.example.com/")).build();

    HttpExchangeException failure = Failures.of(call, new ExecutionException(cause));

    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure)
        .hasMessageStartingWith("GET https://api.example.com failed: ")
        .hasMessageNotContaining("sk-")
        .hasNoCause();
  }
}
