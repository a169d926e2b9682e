package dev.belay.webhook.send.internal;

import dev.belay.support.BelayException;
import dev.belay.webhook.send.DeliveryError;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Tells the log why deliveries fail, so that whoever set a dispatcher up need not look into the
 * table of attempts first. Safe for use by many threads.
 */
final class DeliveryTroubles {

  /** The same trouble of the same endpoint is told again only after that. */
  private static final long QUIET_NANOS = Duration.ofMinutes(5).toNanos();

  private final Logger log;
  private final LongSupplier nanoTime;
  private final Map<String, Long> told = new ConcurrentHashMap<>();

  DeliveryTroubles(Logger log, LongSupplier nanoTime) {
    this.log = log;
    this.nanoTime = nanoTime;
  }

  /** An attempt has ended; the words are a closed set, so what is remembered is bounded. */
  void ended(String endpoint, DeliveryResult result) {
    DeliveryError error = result.error();
    if (error == null || error == DeliveryError.INTERRUPTED) {
      return;
    }
    String why = result.status() > 0 ? "status " + result.status() : error.word();
    if (isNews(endpoint + ' ' + why)) {
      log.warn("Webhook endpoint {} did not take a delivery: {}{}", endpoint, why, advice(error));
    }
  }

  private static String advice(DeliveryError error) {
    return switch (error) {
      case ADDRESS_REFUSED ->
          " (other than https to a public address needs the host among trustedHosts)";
      case NO_VALID_SECRET -> " (all of its secrets have ended)";
      default -> "";
    };
  }

  /** The database does not answer, or refuses. */
  void outboxFailed(RuntimeException failure) {
    // Only the library's own exceptions have messages that say what to do, and nothing secret.
    String why =
        failure instanceof BelayException ? failure.toString() : failure.getClass().getName();
    if (isNews(why)) {
      log.warn("The webhook outbox cannot be used: {}", why);
    }
  }

  private boolean isNews(String trouble) {
    long now = nanoTime.getAsLong();
    Long before = told.get(trouble);
    if (before != null && now - before < QUIET_NANOS) {
      return false;
    }
    return before == null
        ? told.putIfAbsent(trouble, now) == null
        : told.replace(trouble, before, now);
  }
}
