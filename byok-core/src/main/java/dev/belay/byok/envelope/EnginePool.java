package dev.belay.byok.envelope;

import dev.belay.support.ConfigurationException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A few idle engines for reuse, since {@code getInstance} costs more than the cryptography. Safe
 * for use by many threads, without a lock and without thread-locals.
 *
 * <p>An engine that failed is dropped, and so is one for which there is no slot: the pool never
 * holds more than its slots, and never makes a caller wait.
 */
final class EnginePool {

  private final SecureRandom random = new SecureRandom();
  private final AtomicReferenceArray<@Nullable EnvelopeEngine> idle;

  EnginePool(int slots) {
    idle = new AtomicReferenceArray<>(slots);
  }

  /** As many slots as threads can run at a time, and some for those that were put aside. */
  static EnginePool forThisMachine() {
    return new EnginePool(2 * Runtime.getRuntime().availableProcessors());
  }

  byte[] with(Work work) {
    try {
      EnvelopeEngine engine = take();
      byte[] result = work.apply(engine);
      give(engine);
      return result;
    } catch (GeneralSecurityException unsupported) {
      throw new ConfigurationException(
          "This Java runtime refuses AES-256-GCM or HMAC-SHA256: check its security providers");
    }
  }

  private EnvelopeEngine take() throws GeneralSecurityException {
    int start = start();
    for (int i = 0; i < idle.length(); i++) {
      int slot = (start + i) % idle.length();
      EnvelopeEngine engine = idle.getPlain(slot) == null ? null : idle.getAndSet(slot, null);
      if (engine != null) {
        return engine;
      }
    }
    return new EnvelopeEngine(random);
  }

  private void give(EnvelopeEngine engine) {
    int start = start();
    for (int i = 0; i < idle.length(); i++) {
      int slot = (start + i) % idle.length();
      if (idle.getPlain(slot) == null && idle.compareAndSet(slot, null, engine)) {
        return;
      }
    }
  }

  /** Threads begin at different slots, so that they seldom meet. */
  @SuppressWarnings("deprecation") // threadId() is of Java 19
  private int start() {
    return (int) (Thread.currentThread().getId() % idle.length());
  }

  /** What is done with an engine. */
  @FunctionalInterface
  interface Work {
    byte[] apply(EnvelopeEngine engine) throws GeneralSecurityException;
  }
}
