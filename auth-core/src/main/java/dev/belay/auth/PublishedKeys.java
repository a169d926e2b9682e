package dev.belay.auth;

import dev.belay.support.http.HttpReply;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys of one answer of the JWKS endpoint, and for how long they are good. Immutable.
 *
 * @param keys the keys by their ids; of two with one id the first
 * @param fetched when they came
 * @param freshUntil when they are to be fetched again
 */
record PublishedKeys(Map<String, VerificationKey> keys, Instant fetched, Instant freshUntil) {

  /** Supabase asks that keys are kept for no more than this ("JWT Signing Keys"). */
  static final Duration LONGEST_FRESH = Duration.ofMinutes(10);

  /** An answer that forbids to keep it would otherwise be fetched for every token. */
  static final Duration SHORTEST_FRESH = Duration.ofSeconds(10);

  private static final int MOST_KEYS = 64;
  private static final Pattern MAX_AGE = Pattern.compile("(?i)(?:^|[,\\s])max-age=\"?(\\d{1,9})");

  /** Whether they need not be fetched yet. A clock that was set back does not keep them longer. */
  boolean areFresh(Instant now) {
    return !now.isBefore(fetched) && now.isBefore(freshUntil);
  }

  /** Reads an answer, or gives nothing if it is no key set. */
  static Optional<PublishedKeys> of(HttpReply reply, Instant now) {
    if (reply.status() != 200) {
      return Optional.empty();
    }
    return JsonMembers.listOf(reply.body(), "keys")
        .filter(list -> list.size() <= MOST_KEYS)
        .map(list -> new PublishedKeys(byId(list), now, now.plus(freshFor(reply))));
  }

  private static Map<String, VerificationKey> byId(List<JsonMembers> list) {
    Map<String, VerificationKey> keys = new HashMap<>();
    for (JsonMembers jwk : list) {
      jwk.text("kid")
          .ifPresent(id -> JsonWebKey.read(jwk).ifPresent(key -> keys.putIfAbsent(id, key)));
    }
    return Map.copyOf(keys);
  }

  /** {@code max-age} (RFC 9111, section 5.2.2.1) within our bounds. */
  private static Duration freshFor(HttpReply reply) {
    Duration asked =
        reply
            .header("Cache-Control")
            .map(MAX_AGE::matcher)
            .filter(Matcher::find)
            .map(found -> Duration.ofSeconds(Long.parseLong(found.group(1))))
            .orElse(LONGEST_FRESH);
    if (asked.compareTo(LONGEST_FRESH) > 0) {
      return LONGEST_FRESH;
    }
    return asked.compareTo(SHORTEST_FRESH) < 0 ? SHORTEST_FRESH : asked;
  }
}
