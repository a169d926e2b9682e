package dev.belay.byok.envelope;

import static dev.belay.byok.envelope.Rings.KNOWN_ENVELOPE;
import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class EnvelopeConcurrencyTest {

  private static final int THREADS = 32;
  private static final int ROUNDS = 100;

  private final EnvelopeCipher cipher = EnvelopeCipher.of(Rings.known());

  @Test
  void servesManyThreadsAtOnce() throws InterruptedException, ExecutionException {
    CountDownLatch start = new CountDownLatch(THREADS);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        done.add(threads.submit(work(i, start)));
      }
      for (Future<?> each : done) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Good and bad envelopes by turns, so that a failed engine would be noticed by its next user. */
  private Callable<Void> work(int thread, CountDownLatch start) {
    EnvelopeContext context = new EnvelopeContext(new UUID(1, thread), "openai");
    return () -> {
      start.countDown();
      start.await();
      for (int round = 0; round < ROUNDS; round++) {
        Secret key = Secret.of("sk-" + thread + "-" + round);
        assertThat(cipher.open(cipher.seal(key, context), context)).isEqualTo(key);
        refusalOf(EnvelopeException.class, () -> cipher.open(KNOWN_ENVELOPE, context));
      }
      return null;
    };
  }
}
