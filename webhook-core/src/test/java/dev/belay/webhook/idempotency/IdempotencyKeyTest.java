package dev.belay.webhook.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import dev.belay.testservers.leak.Refusals;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a:b", "a\n", "\u00e9", "a*", "{a}"})
  void refusesAScopeThatCouldReachIntoAnother(String scope) {
    Refusals.refusalOf(InvalidArgumentException.class, () -> new IdempotencyKey(scope, "e"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\u0000b", "\uD83D", "\uDE00a"})
  void refusesAnIdThatNoBackendCanKeep(String id) {
    Refusals.refusalOf(InvalidArgumentException.class, () -> new IdempotencyKey("s", id));
  }

  @Test
  void boundsBothParts() {
    assertThat(new IdempotencyKey("s".repeat(64), "e".repeat(512)).id()).hasSize(512);
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> new IdempotencyKey("s".repeat(65), "e"));
    Refusals.refusalOf(
        InvalidArgumentException.class, () -> new IdempotencyKey("s", "e".repeat(513)));
  }

  @Test
  void printsNoIdNoTokenAndNoResult() {
    IdempotencyKey key = new IdempotencyKey("trips", "mallory@example.com");
    UUID token = UUID.randomUUID();
    Lease lease = Lease.granted(key, token, Duration.ofMinutes(1));
    assertThat(key + " " + lease + new Claim.Acquired(lease) + new Claim.Completed("mallory"))
        .doesNotContain("mallory")
        .doesNotContain(token.toString())
        .contains("trips");
  }
}
