package dev.belay.cache.redis.rest;

import dev.belay.cache.redis.RedisCommand;
import dev.belay.cache.redis.internal.Batch;
import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpReply;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The state of the database that a read must have reached, so that this client reads its own writes
 * from a replica too (Upstash, "Read Your Writes").
 *
 * <p>Tokens cannot be compared. The token of a write is always kept; that of a read only if no
 * other was kept since the read began, since a slow read would else bring back the state before a
 * write.
 */
final class SyncToken {

  private static final String HEADER = "upstash-sync-token";
  private static final String NONE = "";
  private static final Set<String> READS = Set.of("GET", "MGET", "PTTL", "PING");

  /** Empty until the first answer. */
  private final AtomicReference<String> latest = new AtomicReference<>(NONE);

  /** Adds the token to a call, and returns it. */
  String addTo(HttpCall.Builder call) {
    String token = Objects.requireNonNullElse(latest.get(), NONE);
    if (!token.equals(NONE)) {
      call.header(HEADER, token);
    }
    return token;
  }

  /** Takes the token of an answer. */
  void keep(Batch<?> batch, String sent, HttpReply reply) {
    reply
        .header(HEADER)
        .filter(token -> !token.isBlank())
        .ifPresent(
            token -> {
              if (onlyReads(batch)) {
                latest.compareAndSet(sent, token);
              } else {
                latest.set(token);
              }
            });
  }

  private static boolean onlyReads(Batch<?> batch) {
    return batch.commands().stream().map(RedisCommand::name).allMatch(READS::contains);
  }
}
