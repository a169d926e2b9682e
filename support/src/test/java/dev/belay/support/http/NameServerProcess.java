package dev.belay.support.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.http.HttpExchangeException.Reason;
import dev.belay.testservers.leak.Refusals;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What {@link NameServerTest} runs in a JVM of its own. A failure is its exit code. */
final class NameServerProcess {

  private static final String NAME = "named.test";
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final long LIMIT_NANOS = LONG.toNanos();
  private static final int CALLERS = 20;

  private final Path hosts;
  private final HttpTransport transport =
      JdkHttpTransport.builder().proxy(HttpClient.Builder.NO_PROXY).build();

  private NameServerProcess(Path hosts) {
    this.hosts = hosts;
  }

  /** Takes the scenario and the file that stands for the name server. */
  public static void main(String[] arguments) throws Exception {
    NameServerProcess process = new NameServerProcess(Path.of(arguments[1]));
    switch (arguments[0]) {
      case "silent" -> process.silent();
      case "interrupted" -> process.interrupted();
      case "slow" -> process.slow();
      case "moving" -> process.moving();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    System.exit(0);
  }

  /** Whoever gave up has sent nothing, not even when the name server answers after all. */
  private void silent() throws Exception {
    try (FaultServer server = FaultServer.start(Fault.reply(200, "{}"))) {
      for (HttpExchangeException failure : failures(server)) {
        assertThat(failure.reason()).isEqualTo(Reason.TIMED_OUT);
        assertThat(failure.maybeSent()).isFalse();
      }
      assertThat(lookups()).isPositive();
      answer("127.0.0.1");
      await(() -> lookups() == 0);
      assertThat(server.received()).isEmpty();

      assertThat(transport.exchange(post(server).timeout(LONG).build()).status()).isEqualTo(200);
      assertThat(server.received()).hasSize(1);
    }
  }

  private List<HttpExchangeException> failures(FaultServer server) throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    List<Future<HttpExchangeException>> calls = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      calls.add(callers.submit(() -> failure(post(server).timeout(SHORT).build())));
    }
    List<HttpExchangeException> failures = new ArrayList<>();
    for (Future<HttpExchangeException> call : calls) {
      failures.add(call.get());
    }
    callers.shutdown();
    return failures;
  }

  private void interrupted() throws Exception {
    try (FaultServer server = FaultServer.start(Fault.reply(200, "{}"))) {
      Thread caller = Thread.currentThread();
      Thread interrupter =
          new Thread(
              () -> {
                await(() -> lookups() == 1);
                caller.interrupt();
              });
      interrupter.start();
      HttpExchangeException failure = failure(post(server).timeout(LONG).build());

      assertThat(Thread.interrupted()).isTrue();
      assertThat(failure.reason()).isEqualTo(Reason.INTERRUPTED);
      assertThat(failure.maybeSent()).isFalse();
      answer("127.0.0.1");
      await(() -> lookups() == 0);
      assertThat(server.received()).isEmpty();
    }
  }

  private void slow() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try (FaultServer server = FaultServer.start(Fault.reply(200, "{}"))) {
      List<Future<HttpReply>> replies = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        replies.add(callers.submit(() -> transport.exchange(post(server).timeout(LONG).build())));
      }
      await(() -> lookups() == CALLERS);
      answer("127.0.0.1");
      for (Future<HttpReply> reply : replies) {
        assertThat(reply.get().status()).isEqualTo(200);
      }
      assertThat(server.received()).hasSize(CALLERS);
    } finally {
      callers.shutdown();
    }
  }

  /** Within the time that the JVM remembers a name, here a second. */
  private void moving() throws Exception {
    try (FaultServer old = FaultServer.start(Fault.reply(200, "old"));
        FaultServer moved =
            FaultServer.start(
                InetAddress.getByAddress(new byte[] {127, 0, 0, 2}),
                old.uri("/").getPort(),
                Fault.reply(200, "new"))) {
      answer("127.0.0.1");
      assertThat(transport.exchange(post(old).build()).text()).isEqualTo("old");
      answer("127.0.0.2");
      await(() -> transport.exchange(post(old).build()).text().equals("new"));
      assertThat(moved.received())
          .allSatisfy(request -> assertThat(request.headers().get("Host")).startsWith(NAME + ":"));
    }
  }

  /** A pipe gives this to the lookup that waits for it. */
  private void answer(String address) throws IOException {
    Files.writeString(hosts, address + " " + NAME + "\n");
  }

  /** How many calls wait for the name server. */
  private static long lookups() {
    return Thread.getAllStackTraces().values().stream()
        .filter(
            stack ->
                Arrays.stream(stack)
                    .anyMatch(frame -> frame.getClassName().equals(NamedExchange.class.getName())))
        .filter(
            stack ->
                Arrays.stream(stack)
                    .anyMatch(frame -> frame.getClassName().equals(NameLookups.class.getName())))
        .count();
  }

  private HttpCall.Builder post(FaultServer server) {
    return HttpCall.post(server.uri(NAME, "/")).json("{}");
  }

  private HttpExchangeException failure(HttpCall call) {
    return Refusals.refusalOf(HttpExchangeException.class, () -> transport.exchange(call));
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT_NANOS;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }
}
