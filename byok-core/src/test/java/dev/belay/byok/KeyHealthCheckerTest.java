package dev.belay.byok;

import static dev.belay.byok.KeyHealthFixture.checker;
import static dev.belay.byok.KeyHealthFixture.newKey;
import static dev.belay.byok.KeyHealthFixture.provider;
import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.byok.KeyHealth.Reason;
import dev.belay.byok.envelope.Rings;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpReply;
import dev.belay.support.http.HttpTransport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a check sends, how many run at a time, and what its settings refuse. */
class KeyHealthCheckerTest {

  private static final Provider OPENAI = provider(ProviderId.OPENAI);
  private static final HttpReply GOOD =
      HttpReply.of(200, Map.of(), "{\"data\":[]}".getBytes(StandardCharsets.UTF_8));

  @Test
  void asksWithinItsDeadlineAndReadsNoMoreThanItHasTo() {
    HttpCall call = sent(OPENAI);
    assertThat(call.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(call.responseLimit()).isEqualTo(1 << 20);
  }

  @Test
  void sendsTheKeyInTheHeaderOfTheProtocol() {
    assertThat(sent(OPENAI).header("Authorization")).isPresent();
    HttpCall toAnthropic = sent(provider(ProviderId.ANTHROPIC));
    assertThat(toAnthropic.header("Authorization")).isEmpty();
    assertThat(toAnthropic.header("x-api-key")).isPresent();
    assertThat(toAnthropic.header("anthropic-version")).contains(Secret.of("2023-06-01"));
  }

  @Test
  void theVersionOfAnthropicIsASetting() {
    AtomicReference<HttpCall> sent = new AtomicReference<>();
    Provider anthropic = provider(ProviderId.ANTHROPIC);
    checker(keeping(sent))
        .anthropicVersion("2026-10-21")
        .build()
        .check(anthropic, newKey(anthropic));
    assertThat(sent.get().header("anthropic-version")).contains(Secret.of("2026-10-21"));
  }

  @ParameterizedTest
  @MethodSource("dev.belay.byok.HostileKeyContract#malformedKeys")
  void whatCannotBeAKeyIsNotSent(String spoilt) {
    assertMalformed(HostileKeyContract.malformed(spoilt));
  }

  @Test
  void anEnvelopeAndATextThatIsTooLongAreNotSent() {
    assertMalformed(Secret.of(Rings.KNOWN_ENVELOPE));
    assertMalformed(Secret.of("k".repeat(2049)));
  }

  @Test
  void asksNoMoreProvidersAtATimeThanAllowed() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CyclicBarrier both = new CyclicBarrier(2);
    HttpTransport counting =
        call -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          await(both);
          running.decrementAndGet();
          return GOOD;
        };
    KeyHealthChecker checker = checker(counting).concurrency(2).build();
    ExecutorService callers = Executors.newFixedThreadPool(16);
    try {
      List<Future<KeyHealth>> checks = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        checks.add(callers.submit(() -> checker.check(OPENAI, newKey(OPENAI))));
      }
      for (Future<KeyHealth> check : checks) {
        assertThat(check.get().reason()).isEqualTo(Reason.ACCEPTED);
      }
    } finally {
      callers.shutdownNow();
    }
    assertThat(most).hasValue(2);
  }

  @Test
  void anInterruptionEndsTheCheckAndIsNoFinding() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    HttpTransport hanging =
        call -> {
          asked.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException interrupted) {
            ended.countDown();
          }
          return GOOD;
        };
    KeyHealthChecker checker = checker(hanging).build();
    AtomicReference<Object> result = new AtomicReference<>();
    Thread caller =
        new Thread(
            () -> {
              BackendUnavailableException failure =
                  refusalOf(
                      BackendUnavailableException.class,
                      () -> checker.check(OPENAI, newKey(OPENAI)));
              result.set(failure.getMessage() + " " + Thread.currentThread().isInterrupted());
            });
    caller.start();
    asked.await();
    caller.interrupt();
    caller.join();
    assertThat(result).hasValue("The check of a key was interrupted true");
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    for (Consumer<KeyHealthChecker.Builder> nonsense :
        List.<Consumer<KeyHealthChecker.Builder>>of(
            builder -> builder.concurrency(0),
            builder -> builder.concurrency(65),
            builder -> builder.timeout(Duration.ZERO),
            builder -> builder.timeout(Duration.ofSeconds(-1)),
            builder -> builder.timeout(Duration.ofSeconds(61)),
            builder -> builder.anthropicVersion("latest"))) {
      KeyHealthChecker.Builder builder = checker(call -> GOOD);
      nonsense.accept(builder);
      assertThat(refusalOf(InvalidArgumentException.class, builder::build))
          .hasMessageStartingWith("Key health: ");
    }
  }

  @Test
  void aProbeIsAPathAndPointers() {
    for (String path : List.of("", "models", "/", "/a b", "/a?b", "//a", "/models/")) {
      refusalOf(InvalidArgumentException.class, () -> KeyProbe.get(path));
    }
    for (String pointer : List.of("", "data", "/a/b/c/d", "/")) {
      refusalOf(InvalidArgumentException.class, () -> KeyProbe.get("/m").withProofs(pointer));
    }
    assertThat(KeyProbe.get("/account/key").withProofs("/a/b/c").withRemaining("/left").proofs())
        .containsExactly("/a/b/c");
  }

  @Test
  void aListAtTheTopIsAnAnswerUnlessSomethingHasToBeInIt() {
    HttpReply list = HttpReply.of(200, Map.of(), "[{\"id\":1}]".getBytes(StandardCharsets.UTF_8));
    assertThat(ProbeVerdict.of(KeyProbe.get("/models"), list)).isEqualTo(Reason.ACCEPTED);
    assertThat(ProbeVerdict.of(KeyProbe.get("/models").withProofs("/data"), list))
        .isEqualTo(Reason.UNEXPECTED_ANSWER);
  }

  @Test
  void whatIsInsideAnArrayOrTooDeepIsNotLookedAt() {
    JsonFacts facts =
        JsonFacts.read(
                "{\"a\":[{\"b\":1}],\"c\":{\"d\":{\"e\":true,\"f\":{\"g\":1}}},\"n\":null}"
                    .getBytes(StandardCharsets.UTF_8))
            .orElseThrow();
    assertThat(facts.has("/a")).isTrue();
    assertThat(facts.has("/a/b")).isFalse();
    assertThat(facts.has("/a/0/b")).isFalse();
    assertThat(facts.text("/c/d/e")).contains("true");
    assertThat(facts.has("/c/d/f")).isTrue();
    assertThat(facts.has("/c/d/f/g")).isFalse();
    assertThat(facts.text("/n")).contains("null");
  }

  @Test
  void nothingShowsTheKeyOrTheUser() {
    KeyHealth health = checker(call -> GOOD).build().check(OPENAI, newKey(OPENAI));
    UUID user = UUID.randomUUID();
    assertThat(new CheckedKey(user, ProviderId.OPENAI, health, true, true).toString())
        .contains("openai")
        .doesNotContain(user.toString());
  }

  private static void assertMalformed(Secret key) {
    AtomicReference<HttpCall> sent = new AtomicReference<>();
    KeyHealth health = checker(keeping(sent)).build().check(OPENAI, key);
    assertThat(health.reason()).isEqualTo(Reason.MALFORMED);
    assertThat(sent).hasNullValue();
  }

  private static HttpCall sent(Provider provider) {
    AtomicReference<HttpCall> sent = new AtomicReference<>();
    checker(keeping(sent)).build().check(provider, newKey(provider));
    return sent.get();
  }

  private static HttpTransport keeping(AtomicReference<HttpCall> sent) {
    return call -> {
      sent.set(call);
      return GOOD;
    };
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (Exception broken) {
      throw new IllegalStateException(broken);
    }
  }
}
