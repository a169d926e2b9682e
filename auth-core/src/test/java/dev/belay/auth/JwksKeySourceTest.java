package dev.belay.auth;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.BackendUnavailableException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpReply;
import dev.belay.support.http.HttpTransport;
import dev.belay.testservers.auth.AuthFault;
import dev.belay.testservers.auth.SigningAlgorithm;
import dev.belay.testservers.auth.SigningKey;
import dev.belay.testservers.auth.Tokens;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class JwksKeySourceTest {

  private static final Duration MINUTES_10 = Duration.ofMinutes(10);

  private final AuthFixture auth = new AuthFixture(SigningAlgorithm.ES256);
  private final AccessTokenVerifier verifier = auth.verifier();

  @AfterEach
  void close() {
    auth.close();
  }

  @Test
  void findsANewKeyByAskingOnceMore() {
    verify();
    auth.clock.pass(JwksKeySource.PAUSE);
    auth.server.rotateTo(SigningAlgorithm.EDDSA);
    verify();
    verify();
    assertThat(asked()).isEqualTo(2);
  }

  @Test
  void goesOnWithOldKeysWhileTheyArePublished() {
    String old = newToken();
    auth.server.rotateTo(SigningAlgorithm.RS256);
    verify();
    verifier.verify(Secret.of(old));
    assertThat(asked()).isEqualTo(1);
  }

  @Test
  void refusesARevokedKeyOnceItsKeysAreStale() {
    String old = newToken();
    verifier.verify(Secret.of(old));
    auth.server.rotateTo(SigningAlgorithm.ES256);
    auth.server.revokeOldKeys();
    auth.clock.pass(MINUTES_10.minusSeconds(1));
    verifier.verify(Secret.of(old));
    auth.clock.pass(Duration.ofSeconds(1));
    assertThat(auth.refusal(verifier, old)).isEqualTo(AuthRefusal.UNKNOWN_KEY);
  }

  @Test
  void keepsKeysNoLongerWhereTheClockIsSetBack() {
    verify();
    auth.clock.pass(Duration.ofDays(-1));
    verify();
    assertThat(asked()).isEqualTo(2);
  }

  @Test
  void isNotHammeredByInventedKeyIds() {
    verify();
    auth.clock.pass(JwksKeySource.PAUSE);
    for (int i = 0; i < 200; i++) {
      assertThat(auth.refusal(verifier, invented())).isEqualTo(AuthRefusal.UNKNOWN_KEY);
    }
    assertThat(asked()).isEqualTo(2);
    auth.clock.pass(JwksKeySource.PAUSE);
    auth.refusal(verifier, invented());
    assertThat(asked()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "public, max-age=600 | 600",
        "max-age=60          | 60",
        "MAX-AGE=\"60\"      | 60",
        "max-age=86400       | 600",
        "max-age=0           | 10",
        "no-store            | 600",
        "s-maxage=5          | 600",
        "max-age=9999999999  | 600",
        "''                  | 600"
      })
  void keepsKeysAsLongAsItMay(String cacheControl, long seconds) {
    auth.server.cacheKeys(cacheControl);
    verify();
    auth.clock.pass(Duration.ofSeconds(seconds - 1));
    verify();
    assertThat(asked()).isEqualTo(1);
    auth.clock.pass(Duration.ofSeconds(1));
    verify();
    assertThat(asked()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void outlivesAnOutageForAWhile(AuthFault fault) {
    String token = newToken();
    verifier.verify(Secret.of(token));
    auth.server.fail(fault);

    auth.clock.pass(MINUTES_10.multipliedBy(2).minusSeconds(1));
    for (int i = 0; i < 20; i++) {
      verifier.verify(Secret.of(token));
    }
    assertThat(asked()).isLessThanOrEqualTo(3); // the JDK itself repeats a GET that was hung up on

    auth.clock.pass(Duration.ofSeconds(1));
    assertThat(unavailable(token).retryable()).isTrue();

    auth.server.fail(AuthFault.NONE);
    auth.clock.pass(JwksKeySource.PAUSE);
    verifier.verify(Secret.of(token));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void failsClosedAndRecoversWhereNoKeysWereEverThere(AuthFault fault) {
    String token = newToken();
    auth.server.fail(fault);
    unavailable(token);
    int first = asked();
    unavailable(token);
    assertThat(asked()).as("asked again within the pause").isEqualTo(first);

    auth.server.fail(AuthFault.NONE);
    auth.clock.pass(JwksKeySource.PAUSE);
    verifier.verify(Secret.of(token));
  }

  @Test
  void doesNotRefuseANewKeyThatItCouldNotLookFor() {
    verify();
    auth.clock.pass(JwksKeySource.PAUSE);
    auth.server.rotateTo(SigningAlgorithm.ES256);
    auth.server.fail(AuthFault.UNAVAILABLE);
    unavailable(newToken());
  }

  @Test
  void verifiesHmacWhileTheKeysAreAway() {
    auth.server.rotateTo(SigningAlgorithm.HS256);
    auth.server.fail(AuthFault.HANG_UP);
    verify();
    assertThat(asked()).isZero();
  }

  @Test
  void asksOnceForManyThreads() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    CountDownLatch answer = new CountDownLatch(1);
    HttpTransport slow =
        call -> {
          calls.incrementAndGet();
          await(answer);
          return AuthFixture.HTTP.exchange(call);
        };
    AccessTokenVerifier shared = auth.verifying().transport(slow).build();
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Future<CurrentUser>> users = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        Secret token = Secret.of(newToken());
        users.add(threads.submit(() -> shared.verify(token)));
      }
      answer.countDown();
      for (Future<CurrentUser> user : users) {
        assertThat(user.get(30, TimeUnit.SECONDS).id()).isEqualTo(auth.user);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(calls).hasValue(1);
  }

  @Test
  void letsOthersUseStaleKeysWhileOneFetches() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    HttpTransport slowTheSecondTime =
        call -> {
          if (calls.incrementAndGet() == 2) {
            asked.countDown();
            await(answer);
          }
          return AuthFixture.HTTP.exchange(call);
        };
    AccessTokenVerifier shared = auth.verifying().transport(slowTheSecondTime).build();
    Secret token = Secret.of(newToken());
    shared.verify(token);
    auth.clock.pass(MINUTES_10);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<CurrentUser> fetching = thread.submit(() -> shared.verify(token));
      await(asked);
      assertThat(shared.verify(token).id()).isEqualTo(auth.user);
      answer.countDown();
      assertThat(fetching.get(30, TimeUnit.SECONDS).id()).isEqualTo(auth.user);
    } finally {
      thread.shutdownNow();
    }
    assertThat(calls).hasValue(2);
  }

  @Test
  void holdsNobodyUpForAnInventedKeyIdWhileAnotherFetches() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    HttpTransport slowTheSecondTime =
        call -> {
          if (calls.incrementAndGet() == 2) {
            asked.countDown();
            await(answer);
          }
          return AuthFixture.HTTP.exchange(call);
        };
    AccessTokenVerifier shared = auth.verifying().transport(slowTheSecondTime).build();
    shared.verify(Secret.of(newToken()));
    auth.clock.pass(JwksKeySource.PAUSE);
    ExecutorService thread = Executors.newFixedThreadPool(2);
    try {
      Future<AuthRefusal> fetching = thread.submit(() -> auth.refusal(shared, invented()));
      await(asked);
      Secret token = Secret.of(invented());
      Future<?> second =
          thread.submit(
              () -> refusalOf(BackendUnavailableException.class, () -> shared.verify(token)));
      second.get(20, TimeUnit.SECONDS);
      answer.countDown();
      assertThat(fetching.get(30, TimeUnit.SECONDS)).isEqualTo(AuthRefusal.UNKNOWN_KEY);
    } finally {
      answer.countDown();
      thread.shutdownNow();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "kty | oct",
        "crv | P-384",
        "crv | secp256k1",
        "use | enc",
        "alg | ES384",
        "alg | RS256",
        "x   | AAAA",
        "y   | f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "x   | not base64url",
        "key_ops | sign"
      })
  void passesOverKeysThatAreNotForVerifying(String member, String value) {
    Map<String, Object> jwk = auth.server.signingKey().jwk();
    jwk.put(member, value);
    AccessTokenVerifier over =
        auth.verifying().transport(call -> reply(Map.of("keys", List.of(jwk)))).build();
    assertThat(auth.refusal(over, newToken())).isEqualTo(AuthRefusal.UNKNOWN_KEY);
  }

  @Test
  void passesOverShortRsaKeysAndThoseWithAnEvenExponent() {
    SigningKey key = auth.server.rotateTo(SigningAlgorithm.RS256);
    for (String exponent : List.of("AQ", "Ag", "AQABAQABAQAB", "AQAA")) {
      Map<String, Object> jwk = key.jwk();
      jwk.put("e", exponent);
      assertNoKey(jwk);
    }
    Map<String, Object> shorter = key.jwk();
    shorter.put("n", ((String) shorter.get("n")).substring(0, 340));
    assertNoKey(shorter);
  }

  @Test
  void usesTheFirstOfTwoKeysWithOneIdAndIgnoresTheUnknown() {
    SigningKey key = auth.server.signingKey();
    Map<String, Object> second =
        new LinkedHashMap<>(SigningKey.create(SigningAlgorithm.ES256).jwk());
    second.put("kid", key.id());
    Map<String, Object> future = Map.of("kty", "AKP", "alg", "ML-DSA-44", "kid", "f", "pub", "AA");
    AccessTokenVerifier over =
        auth.verifying()
            .transport(call -> reply(Map.of("x", 1, "keys", List.of(future, 7, key.jwk(), second))))
            .build();
    assertThat(over.verify(Secret.of(newToken())).id()).isEqualTo(auth.user);
  }

  @Test
  void takesNoAnswerThatIsNoKeySet() {
    for (String answer :
        List.of("", "[]", "{}", "{\"keys\":{}}", "{\"keys\":[]", "{\"keys\":[]}x", "null")) {
      AccessTokenVerifier over = auth.verifying().transport(call -> reply(answer)).build();
      refusalOf(BackendUnavailableException.class, () -> over.verify(Secret.of(newToken())));
    }
    AccessTokenVerifier empty = auth.verifying().transport(call -> reply("{\"keys\":[]}")).build();
    assertThat(auth.refusal(empty, newToken())).isEqualTo(AuthRefusal.UNKNOWN_KEY);
  }

  private void assertNoKey(Map<String, Object> jwk) {
    AccessTokenVerifier over =
        auth.verifying().transport(call -> reply(Map.of("keys", List.of(jwk)))).build();
    assertThat(auth.refusal(over, newToken())).isEqualTo(AuthRefusal.UNKNOWN_KEY);
  }

  private void verify() {
    assertThat(verifier.verify(Secret.of(newToken())).id()).isEqualTo(auth.user);
  }

  private String newToken() {
    return Tokens.of(auth.server.signingKey(), auth.server.claims(auth.user));
  }

  private String invented() {
    return Tokens.of(SigningKey.create(SigningAlgorithm.EDDSA), auth.server.claims(auth.user));
  }

  private BackendUnavailableException unavailable(String token) {
    return refusalOf(BackendUnavailableException.class, () -> verifier.verify(Secret.of(token)));
  }

  private int asked() {
    return auth.server.count(".well-known/jwks.json");
  }

  private static HttpReply reply(Map<String, Object> body) {
    return reply(HostileTokenTest.jsonOf(body));
  }

  private static HttpReply reply(String body) {
    return HttpReply.of(200, Map.of(), body.getBytes(StandardCharsets.UTF_8));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
