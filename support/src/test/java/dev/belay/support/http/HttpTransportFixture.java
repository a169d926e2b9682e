package dev.belay.support.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.Secret;
import dev.belay.testservers.leak.Refusals;
import dev.belay.testservers.leak.TestKeys;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;

/** The subject of a {@link HttpTransportContract}, and how its tests call it. */
@Timeout(60)
abstract class HttpTransportFixture {

  static final String KEY = TestKeys.withPrefix("sk-contract-", 40);
  static final Duration SHORT = Duration.ofMillis(300);

  /** The subject. */
  protected abstract HttpTransport transport();

  /** The subject, but it gives up connecting after a short time. */
  protected abstract HttpTransport transport(Duration connectTimeout);

  /** A server that the subject may call. */
  protected abstract FaultServer serve(Fault... script);

  /** The scheme that the subject speaks. */
  protected abstract String scheme();

  /** How the subject is given the host of the server. */
  protected String host() {
    return "localhost";
  }

  /** A time that is enough to send a call, and short enough to wait for in a test. */
  protected Duration shortDeadline() {
    return SHORT;
  }

  final HttpCall.Builder get(FaultServer server) {
    return HttpCall.get(server.uri(host(), "/secret-path?secret=query")).bearer(Secret.of(KEY));
  }

  final HttpCall.Builder post(FaultServer server) {
    return HttpCall.post(server.uri(host(), "/secret-path?secret=query"))
        .bearer(Secret.of(KEY))
        .json("{\"p_api_key\":\"secret-body\"}");
  }

  /** Runs the call, which must fail, and looks for anything that must not be printed. */
  final HttpExchangeException failure(HttpCall call) {
    return failure(transport(), call);
  }

  static HttpExchangeException failure(HttpTransport transport, HttpCall call) {
    HttpExchangeException failure =
        Refusals.refusalOf(HttpExchangeException.class, () -> transport.exchange(call));
    StringWriter printed = new StringWriter();
    failure.printStackTrace(new PrintWriter(printed, true));
    assertThat(printed.toString()).doesNotContain(KEY).doesNotContain("secret");
    assertThat(failure.getCause()).isNull();
    return failure;
  }
}
