package dev.belay.sql.rest;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.Secret;
import dev.belay.support.http.Fault;
import dev.belay.support.http.FaultServer;
import dev.belay.support.http.HttpExchangeException;
import dev.belay.support.http.HttpExchangeException.Reason;
import dev.belay.testservers.leak.TestKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a call does when the network or the gateway fails, over real sockets. */
@Timeout(60)
class PostgrestOutageTest {

  private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
  private static final RpcCall ONCE =
      RpcCall.of("some_function")
          .with("p_api_key", Secret.of(TestKeys.openai()))
          .with("p_text", "do-not-show");

  /** What the other side does, the exception, whether to try again, how often it was asked. */
  static Stream<Arguments> faults() {
    Class<?> exchange = HttpExchangeException.class;
    Class<?> unavailable = BackendUnavailableException.class;
    return Stream.of(
        fault("resets", Fault.reset(), exchange, true, 3),
        fault("hangs up", Fault.hangUp(), exchange, true, 3),
        fault("resets in the headers", Fault.resetAfter("HTTP/1.1 200 OK\r\n"), exchange, true, 3),
        fault(
            "resets in the body",
            Fault.resetAfter(HEAD + "Content-Length: 99\r\n\r\n[{\"a\":"),
            exchange,
            true,
            3),
        fault(
            "hangs up in the body",
            Fault.hangUpAfter(HEAD + "Content-Length: 99\r\n\r\n[{\"a\":"),
            exchange,
            true,
            3),
        fault("never answers", Fault.stallAfter(""), exchange, true, 1),
        fault(
            "stalls in the body",
            Fault.stallAfter(HEAD + "Content-Length: 99\r\n\r\n[{\"a\":"),
            exchange,
            true,
            1),
        fault("never ends", Fault.endless(), exchange, false, 1),
        fault("is not HTTP", Fault.hangUpAfter("SSH-2.0-OpenSSH\r\n"), exchange, null, null),
        fault("answers 200 in HTML", Fault.html(200), unavailable, false, 1),
        fault("answers half a text", Fault.reply(200, "[{\"a\": \"do-n"), unavailable, false, 1),
        fault("answers 401", Fault.reply(401, hidden()), AccessDeniedException.class, null, 1),
        fault(
            "redirects",
            Fault.reply(302, "", "Location: http://127.0.0.1:1/do-not-show"),
            ConfigurationException.class,
            null,
            1),
        fault("answers 429", Fault.reply(429, hidden(), "Retry-After: 60"), unavailable, true, 1),
        fault("answers 429 soon", Fault.reply(429, "", "Retry-After: 0"), unavailable, true, 3),
        fault("answers 500", Fault.reply(500, hidden()), unavailable, false, 1),
        fault("answers 502", Fault.html(502), unavailable, true, 1),
        fault("answers 503", Fault.html(503), unavailable, true, 3),
        fault("answers 520", Fault.html(520), unavailable, true, 3),
        fault("answers 524", Fault.html(524), unavailable, true, 1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void isATypedFaultThatShowsNothing(
      String name, Fault fault, Class<BelayException> type, Boolean retryable, Integer attempts)
      throws IOException {
    for (boolean idempotent : new boolean[] {true, false}) {
      try (FaultServer server = FaultServer.start(fault)) {
        RpcCall call = idempotent ? ONCE.idempotent() : ONCE;
        BelayException e =
            refusalOf(
                BelayException.class,
                () -> client(server.uri("/")).rows(call, row -> row.text("a")));
        assertThat(e).isInstanceOf(type).hasNoCause().hasMessageNotContaining("do-not-show");
        if (retryable != null) {
          assertThat(((BackendUnavailableException) e).retryable()).isEqualTo(retryable);
        }
        if (attempts != null) {
          assertThat(server.received()).hasSize(idempotent ? attempts : 1);
        }
      }
    }
  }

  @Test
  void aRefusedConnectionMayBeTriedAgain() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    HttpExchangeException e =
        refusalOf(
            HttpExchangeException.class,
            () -> client(URI.create("http://localhost:" + free)).run(ONCE.idempotent()));
    assertThat(e.reason()).isEqualTo(Reason.CONNECT_FAILED);
    assertThat(e.retryable()).isTrue();
    assertThat(e.maybeSent()).isFalse();
    assertThat(e.attempts()).isEqualTo(3);
  }

  @Test
  void anAnswerThatDripsEndsAtTheDeadlineAndIsNotAskedForAgain() throws Exception {
    Duration deadline = Duration.ofSeconds(1);
    Fault drip =
        Fault.dripAfter(HEAD + "Content-Length: 5000\r\n\r\n[", " ", deadline.dividedBy(10));
    try (FaultServer server = FaultServer.start(drip)) {
      RpcClient client =
          PostgrestRpcClients.builder(server.uri("/"), StubRest.jwt()).deadline(deadline).build();
      HttpExchangeException e =
          refusalOf(HttpExchangeException.class, () -> client.run(ONCE.idempotent()));
      assertThat(e.reason()).isEqualTo(Reason.TIMED_OUT);
      assertThat(e.retryable()).isTrue();
      assertThat(server.clientHungUp()).as("the connection is freed").isTrue();
      assertThat(server.received()).hasSize(1);
    }
  }

  @Test
  void recoversWhenTheOtherSideDoes() throws IOException {
    try (FaultServer server =
        FaultServer.start(Fault.reset(), Fault.html(503), Fault.reply(200, "\"back\""))) {
      assertThat(client(server.uri("/")).scalar(ONCE.idempotent(), String.class)).contains("back");
    }
  }

  @Test
  void anAnswerAboveTheLimitIsRefused() throws IOException {
    try (FaultServer server = FaultServer.start(Fault.reply(200, "\"0123456789\""))) {
      assertThat(limited(server, 12).scalar(ONCE, String.class)).contains("0123456789");
      HttpExchangeException e =
          refusalOf(
              HttpExchangeException.class, () -> limited(server, 11).scalar(ONCE, String.class));
      assertThat(e.reason()).isEqualTo(Reason.BODY_TOO_LARGE);
      assertThat(e.retryable()).isFalse();
    }
  }

  /** Two requests fill the bound and wait for each other; the next two come on the same sockets. */
  @Test
  void noMoreRequestsRunAtOnceThanAllowed() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(20);
    try (FaultServer server = FaultServer.start(Fault.together(new CyclicBarrier(2)))) {
      RpcClient client =
          PostgrestRpcClients.builder(server.uri("/"), StubRest.jwt()).maxConnections(2).build();
      List<Future<?>> calls = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        calls.add(threads.submit(() -> client.run(ONCE)));
      }
      for (Future<?> call : calls) {
        call.get();
      }
      assertThat(server.received()).hasSize(20);
      assertThat(server.connections()).isLessThanOrEqualTo(4);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aCallThatGetsNoTurnInTimeMayBeTriedAgain() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (FaultServer server = FaultServer.start(Fault.stallAfter(""))) {
      RpcClient client =
          PostgrestRpcClients.builder(server.uri("/"), StubRest.jwt())
              .maxConnections(1)
              .deadline(Duration.ofSeconds(2))
              .build();
      Future<?> first = thread.submit(() -> client.run(ONCE));
      while (server.received().isEmpty()) {
        Thread.onSpinWait();
      }
      RpcClient sameBound = client;
      HttpExchangeException e = refusalOf(HttpExchangeException.class, () -> sameBound.run(ONCE));
      assertThat(e.retryable()).isTrue();
      refusalOf(java.util.concurrent.ExecutionException.class, first::get);
    } finally {
      thread.shutdownNow();
    }
  }

  private static Arguments fault(
      String name, Fault fault, Class<?> type, Boolean retryable, Integer attempts) {
    return Arguments.of(name, fault, type, retryable, attempts);
  }

  private static String hidden() {
    return "{\"message\": \"do-not-show\"}";
  }

  private static RpcClient client(URI url) {
    return PostgrestRpcClients.builder(url, StubRest.jwt())
        .deadline(Duration.ofSeconds(3))
        .responseLimit(64 << 10)
        .build();
  }

  private static RpcClient limited(FaultServer server, int bytes) {
    return PostgrestRpcClients.builder(server.uri("/"), StubRest.jwt())
        .responseLimit(bytes)
        .build();
  }
}
