package dev.belay.support.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.http.HttpExchangeException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every transport promises, whatever the server does. */
public abstract class HttpTransportContract extends HttpTransportFaultContract {

  @Test
  void sendsTheCallAndReadsTheWholeAnswer() throws Exception {
    try (FaultServer server = serve(Fault.reply(201, "{\"a\":\"ü\"}", "X-One: 1"))) {
      HttpReply reply = transport().exchange(post(server).header("apikey", "public").build());

      assertThat(reply.status()).isEqualTo(201);
      assertThat(reply.isSuccess()).isTrue();
      assertThat(reply.text()).isEqualTo("{\"a\":\"ü\"}");
      assertThat(reply.header("x-one")).hasValue("1");
      assertThat(reply.mediaType()).hasValue("application/json");
      assertThat(reply.attempts()).isEqualTo(1);
      FaultServer.Received request = server.received().get(0);
      assertThat(request.requestLine()).isEqualTo("POST /secret-path?secret=query HTTP/1.1");
      assertThat(request.body()).isEqualTo("{\"p_api_key\":\"secret-body\"}");
      assertThat(request.headers())
          .containsEntry("Authorization", "Bearer " + KEY)
          .containsEntry("apikey", "public")
          .containsEntry("Content-Type", "application/json")
          .containsEntry("User-Agent", "belay")
          .doesNotContainKeys("Upgrade", "HTTP2-Settings", "Cookie");
    }
  }

  @Test
  void sendsAPostWithoutABody() throws Exception {
    try (FaultServer server = serve(Fault.reply(204, ""))) {
      HttpReply reply = transport().exchange(HttpCall.post(server.uri(host(), "/")).build());

      assertThat(reply.status()).isEqualTo(204);
      assertThat(reply.body()).isEmpty();
      assertThat(server.received().get(0).requestLine()).startsWith("POST ");
      assertThat(server.received().get(0).headers()).containsEntry("Content-Length", "0");
    }
  }

  @Test
  void readsTheHeadersOfAHead() throws Exception {
    Fault head = client -> client.send("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n");
    try (FaultServer server = serve(head)) {
      HttpCall call = HttpCall.builder(HttpCall.Method.HEAD, server.uri(host(), "/")).build();

      assertThat(transport().exchange(call).header("Content-Length")).hasValue("5000");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 407, 409, 410, 429, 500, 503})
  void givesBackEveryStatusWithItsBody(int status) throws Exception {
    try (FaultServer server =
        serve(Fault.reply(status, "{\"code\":1}", "Retry-After: 7", "WWW-Authenticate: Basic"))) {
      HttpReply reply = transport().exchange(post(server).build());

      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.text()).isEqualTo("{\"code\":1}");
      assertThat(reply.header("Retry-After")).hasValue("7");
      assertThat(server.received()).hasSize(1);
    }
  }

  @Test
  void givesBackTheErrorPageOfAProxy() throws Exception {
    try (FaultServer server = serve(Fault.html(502))) {
      HttpReply reply = transport().exchange(post(server).build());

      assertThat(reply.status()).isEqualTo(502);
      assertThat(reply.mediaType()).hasValue("text/html");
      assertThat(reply.toString()).doesNotContain("gateway");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void doesNotFollowARedirect(int status) throws Exception {
    try (FaultServer other = serve(Fault.reply(200, "{}"));
        FaultServer server =
            serve(Fault.reply(status, "", "Location: " + other.uri(host(), "/elsewhere")))) {
      HttpReply reply = transport().exchange(get(server).build());

      assertThat(reply.status()).isEqualTo(status);
      assertThat(server.received()).hasSize(1);
      assertThat(other.connections()).isZero();
    }
  }

  @Test
  void readsABodyUpToItsLimit() throws Exception {
    try (FaultServer server = serve(Fault.reply(200, "x".repeat(1000)))) {
      assertThat(transport().exchange(get(server).responseLimit(1000).build()).body())
          .hasSize(1000);
    }
  }

  @Test
  void dropsABodyThatIsNotWantedHoweverLargeItIs() throws Exception {
    try (FaultServer server =
        serve(
            Fault.reply(200, "x".repeat(10), "X-One: 1"),
            Fault.reply(503, "x".repeat(1001)),
            Fault.endless())) {
      for (int status : List.of(200, 503, 200)) {
        HttpReply reply =
            transport().exchange(post(server).responseLimit(1000).discardBody().build());

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.body()).isEmpty();
      }
      assertThat(server.clientHungUp()).isTrue();
    }
  }

  @Test
  void servesTwoHundredCallsAtOnce() throws Exception {
    int calls = 200;
    ExecutorService callers = Executors.newFixedThreadPool(calls);
    try (FaultServer server = serve(Fault.together(new CyclicBarrier(calls)))) {
      HttpTransport transport = transport();
      List<Future<HttpReply>> replies = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        replies.add(callers.submit(() -> transport.exchange(post(server).build())));
      }
      for (Future<HttpReply> reply : replies) {
        assertThat(reply.get().status()).isEqualTo(200);
      }
      assertThat(server.received()).hasSize(calls);
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void stopsWaitingWhenItsThreadIsInterrupted() throws Exception {
    Thread caller = Thread.currentThread();
    Fault interrupt =
        client -> {
          caller.interrupt();
          client.awaitHangUp();
        };
    try (FaultServer server = serve(interrupt)) {
      HttpExchangeException failure = failure(post(server).build());

      assertThat(Thread.interrupted()).as("the flag is set again").isTrue();
      assertThat(failure.reason()).isEqualTo(Reason.INTERRUPTED);
      assertThat(failure.maybeSent()).isTrue();
      assertThat(failure.retryable()).isFalse();
      assertThat(server.clientHungUp()).isTrue();
    }
  }

  @Test
  void sendsNothingForAThreadThatIsInterruptedAlready() throws Exception {
    try (FaultServer server = serve(Fault.reply(200, "{}"))) {
      Thread.currentThread().interrupt();
      HttpExchangeException failure = failure(post(server).build());

      assertThat(Thread.interrupted()).isTrue();
      assertThat(failure.reason()).isEqualTo(Reason.INTERRUPTED);
      assertThat(failure.maybeSent()).isFalse();
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void neverLosesAnInterruptionAndTakesItForNothingElse() throws Exception {
    Thread caller = Thread.currentThread();
    try (FaultServer server = serve(Fault.reply(200, "{}"))) {
      for (int i = 0; i < 500; i++) {
        long pause = i % 100 * 20_000L;
        Thread interrupter =
            new Thread(
                () -> {
                  LockSupport.parkNanos(pause);
                  caller.interrupt();
                });
        interrupter.start();
        List<Reason> failures = new ArrayList<>();
        try {
          transport().exchange(post(server).build());
        } catch (HttpExchangeException failure) {
          failures.add(failure.reason());
        }
        while (interrupter.isAlive()) {
          Thread.onSpinWait();
        }
        assertThat(Thread.interrupted()).as("the flag is set").isTrue();
        assertThat(failures).isSubsetOf(Reason.INTERRUPTED);
      }
    }
  }
}
