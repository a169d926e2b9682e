package dev.belay.webhook.qstash;

import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.http.HttpReply;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** QStash takes no more for now (429). Nothing was done. */
public final class QStashRateLimitedException extends BackendUnavailableException {

  /** Which limit is reached. */
  public enum Limit {
    /** That of a moment: it is soon over. */
    BURST("Burst-RateLimit-"),
    /** That of a day, which the plan sets. */
    DAILY("RateLimit-");

    private final String prefix;

    Limit(String prefix) {
      this.prefix = prefix;
    }
  }

  /** Which limit is reached. */
  private final Limit limit;

  /** When it is over. */
  private final @Nullable Instant resetsAt;

  private QStashRateLimitedException(Limit limit, @Nullable Instant resetsAt) {
    super(
        limit == Limit.BURST
            ? "QStash takes no more requests for a moment"
            : "The daily quota of QStash is used up",
        BackendFault.ofHttp(429, null, null),
        true);
    this.limit = limit;
    this.resetsAt = resetsAt;
  }

  /** The limits are told apart by which headers are there. */
  static QStashRateLimitedException of(HttpReply reply) {
    boolean daily = reply.header(Limit.DAILY.prefix + "Limit").isPresent();
    Limit limit = daily ? Limit.DAILY : Limit.BURST;
    Instant resetsAt =
        reply
            .header(limit.prefix + "Reset")
            .filter(value -> value.matches("\\d{1,12}"))
            .map(value -> Instant.ofEpochSecond(Long.parseLong(value)))
            .orElse(null);
    return new QStashRateLimitedException(limit, resetsAt);
  }

  /**
   * Which limit is reached.
   *
   * @return the limit
   */
  public Limit limit() {
    return limit;
  }

  /**
   * When the limit is over.
   *
   * @return the moment by QStash's clock, or empty where it does not say
   */
  public Optional<Instant> resetsAt() {
    return Optional.ofNullable(resetsAt);
  }
}
