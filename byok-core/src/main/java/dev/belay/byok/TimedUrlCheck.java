package dev.belay.byok;

import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Checks the URLs of users' gateways on threads of its own: a policy may look a host up, that
 * cannot be cut short, and whoever runs the host's name servers decides how long it takes. So a
 * lookup that hangs costs its user the answer, and holds no thread that checks other keys.
 *
 * <p>Safe for use by many threads. Its threads end when they have been idle for a while.
 */
final class TimedUrlCheck {

  /** So many lookups may hang before gateways, and gateways only, go without an answer. */
  private static final int MOST = 128;

  private final GatewayUrlPolicy policy;
  private final Semaphore room = new Semaphore(MOST);
  private final ExecutorService threads = Executors.newCachedThreadPool(TimedUrlCheck::daemon);

  TimedUrlCheck(GatewayUrlPolicy policy) {
    this.policy = policy;
  }

  /**
   * The normal form, or empty if the policy has not answered in time.
   *
   * @throws GatewayUrlRejectedException if the URL is not allowed
   */
  @SuppressWarnings("UnusedException") // They say no more than that it was late or interrupted.
  Optional<URI> check(String baseUrl, Duration timeout) {
    if (!room.tryAcquire()) {
      return Optional.empty();
    }
    Future<URI> answer = begin(baseUrl);
    try {
      return Optional.of(answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException late) {
      return Optional.empty();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new BackendUnavailableException(
          "The check of a key was interrupted", BackendFault.none(), false);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("The check of a gateway's URL failed", failed.getCause());
    }
  }

  private Future<URI> begin(String baseUrl) {
    try {
      return threads.submit(() -> checkAndLeave(baseUrl));
    } catch (RuntimeException | Error noThread) {
      room.release();
      throw noThread;
    }
  }

  private URI checkAndLeave(String baseUrl) {
    try {
      return policy.check(baseUrl);
    } finally {
      room.release();
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "belay-gateway-url");
    thread.setDaemon(true);
    return thread;
  }
}
