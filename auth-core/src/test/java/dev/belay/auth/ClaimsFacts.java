package dev.belay.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What two readers of claims have to agree on, and texts on which they might not. */
final class ClaimsFacts {

  private ClaimsFacts() {}

  /** All that is read of a token; the subject as a UUID where it is one. */
  static List<@Nullable Object> of(@Nullable TokenClaims claims) {
    assertThat(claims).isNotNull();
    List<@Nullable Object> facts = new ArrayList<>();
    facts.add(claims.issuer);
    facts.add(claims.userId == null ? id(claims.subject) : claims.userId);
    facts.add(claims.audience);
    facts.add(claims.role);
    facts.add(claims.email);
    facts.add(claims.sessionId);
    facts.add(claims.assuranceLevel);
    facts.add(claims.anonymous);
    facts.add(claims.expiry);
    facts.add(claims.notBefore);
    facts.add(claims.issued);
    return facts;
  }

  private static @Nullable UUID id(@Nullable String subject) {
    return subject == null ? null : TokenClaims.uuidInFull(subject);
  }

  /** A text with a few bytes more, less or changed. */
  static byte[] mutated(byte[] json, Random random) {
    int at = random.nextInt(json.length);
    int to = Math.min(json.length, at + random.nextInt(12));
    String signs = "\"\\{}[]:,0123456789-+.eEtrufalsn \t\n\u0000\u007f\u0080\u00ff";
    char sign = signs.charAt(random.nextInt(signs.length()));
    byte[] part =
        switch (random.nextInt(4)) {
          case 0 -> new byte[] {(byte) sign};
          case 1 -> new byte[] {(byte) random.nextInt(256)};
          case 2 -> new byte[0];
          default -> {
            int from = random.nextInt(json.length);
            yield Arrays.copyOfRange(json, from, Math.min(json.length, from + random.nextInt(20)));
          }
        };
    int end = random.nextBoolean() ? at : random.nextBoolean() ? Math.min(at + 1, json.length) : to;
    byte[] changed = new byte[at + part.length + json.length - end];
    System.arraycopy(json, 0, changed, 0, at);
    System.arraycopy(part, 0, changed, at, part.length);
    System.arraycopy(json, end, changed, at + part.length, json.length - end);
    return changed.length == 0 ? json : changed;
  }
}
