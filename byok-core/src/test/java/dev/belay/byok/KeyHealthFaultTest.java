package dev.belay.byok;

import static dev.belay.byok.KeyHealthFixture.CLOCK;
import static dev.belay.byok.KeyHealthFixture.checker;
import static dev.belay.byok.KeyHealthFixture.host;
import static dev.belay.byok.KeyHealthFixture.newKey;
import static dev.belay.byok.KeyHealthFixture.provider;
import static dev.belay.byok.KeyHealthFixture.transport;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.belay.byok.KeyHealth.Reason;
import dev.belay.byok.KeyHealth.State;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpExchangeException;
import dev.belay.support.http.JdkHttpTransport;
import dev.belay.support.http.RetryPolicy;
import dev.belay.testservers.llm.LlmEndpoints;
import dev.belay.testservers.llm.LlmFault;
import dev.belay.testservers.llm.SeenRequest;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What each answer of a provider, and each way of not answering, says of a key. */
class KeyHealthFaultTest {

  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
  private static final Duration FOREVER = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(400);

  private LlmEndpoints endpoints;
  private KeyHealthChecker checker;

  @BeforeEach
  void start() {
    endpoints = LlmEndpoints.start();
    checker = checker(transport(endpoints)).build();
  }

  @AfterEach
  void stop() {
    endpoints.close();
  }

  @ParameterizedTest
  @MethodSource("dev.belay.byok.KeyHealthFixture#providers")
  void aGoodKeyIsValidAtTheRouteThatNeedsIt(Provider provider) {
    Secret key = newKey(provider);
    endpoints.accept(host(provider), key.reveal());

    assertThat(checker.check(provider, key)).isEqualTo(health(Reason.ACCEPTED));
    assertThat(endpoints.seen())
        .singleElement()
        .isEqualTo(
            new SeenRequest(
                host(provider),
                "GET",
                provider.baseUrl().getPath() + provider.keyProbe().path(),
                null,
                "accepted",
                200));
  }

  @ParameterizedTest
  @MethodSource("dev.belay.byok.KeyHealthFixture#providers")
  void aWrongKeyIsInvalidEvenWhereTheListOfModelsIsPublic(Provider provider) {
    assertThat(checker.check(provider, newKey(provider))).isEqualTo(health(Reason.REJECTED));
  }

  @ParameterizedTest
  @MethodSource("dev.belay.byok.KeyHealthFixture#providers")
  void aRevokedKeyIsFound(Provider provider) {
    Secret key = newKey(provider);
    endpoints.accept(host(provider), key.reveal());
    endpoints.revoke(host(provider), key.reveal());
    assertThat(checker.check(provider, key).state()).isEqualTo(State.INVALID);
  }

  /** What can happen at every provider, whatever its form of error is. */
  static Stream<Arguments> faultsOfAll() {
    return Stream.of(
        argumentSet("402", LlmFault.status(402), Reason.NO_CREDIT),
        argumentSet("402 page", LlmFault.html(402), Reason.NO_CREDIT),
        argumentSet("403", LlmFault.status(403), Reason.FORBIDDEN),
        argumentSet("429", LlmFault.status(429), Reason.RATE_LIMITED),
        argumentSet(
            "429 with Retry-After",
            LlmFault.rateLimited(Duration.ofSeconds(30)),
            Reason.RATE_LIMITED),
        argumentSet("429 page", LlmFault.html(429), Reason.RATE_LIMITED),
        argumentSet("429 without a body", LlmFault.answer(429, Map.of(), ""), Reason.RATE_LIMITED),
        argumentSet("500", LlmFault.status(500), Reason.PROVIDER_FAILED),
        argumentSet("502 page", LlmFault.html(502), Reason.PROVIDER_FAILED),
        argumentSet("503", LlmFault.status(503), Reason.PROVIDER_FAILED),
        argumentSet("504", LlmFault.status(504), Reason.PROVIDER_FAILED),
        argumentSet("529 overloaded", LlmFault.status(529), Reason.PROVIDER_FAILED),
        argumentSet(
            "500 that speaks of keys",
            json(500, "{'error':{'message':'Incorrect API key','code':'invalid_api_key'}}"),
            Reason.PROVIDER_FAILED),
        argumentSet("200 page of a portal", LlmFault.html(200), Reason.UNEXPECTED_ANSWER),
        argumentSet("401 page of a proxy", LlmFault.html(401), Reason.UNEXPECTED_ANSWER),
        argumentSet("403 page of a firewall", LlmFault.html(403), Reason.UNEXPECTED_ANSWER),
        argumentSet("400 of another kind", LlmFault.status(400), Reason.UNEXPECTED_ANSWER),
        argumentSet("404", LlmFault.status(404), Reason.UNEXPECTED_ANSWER),
        argumentSet("408", LlmFault.status(408), Reason.UNEXPECTED_ANSWER),
        argumentSet(
            "redirect",
            LlmFault.answer(302, Map.of("Location", "https://elsewhere.example/"), ""),
            Reason.UNEXPECTED_ANSWER),
        argumentSet("204", LlmFault.answer(204, Map.of(), ""), Reason.UNEXPECTED_ANSWER),
        argumentSet("200 of somebody else", json(200, "{'ok':true}"), Reason.UNEXPECTED_ANSWER),
        argumentSet("200 that is no object", json(200, "'ok'"), Reason.UNEXPECTED_ANSWER),
        argumentSet("200 cut short", json(200, "{'data':[{'id'"), Reason.UNEXPECTED_ANSWER),
        argumentSet("200 empty", json(200, ""), Reason.UNEXPECTED_ANSWER),
        argumentSet(
            "401 cut short", json(401, "{'error':{'message':'Missing"), Reason.UNEXPECTED_ANSWER),
        argumentSet("nested too deeply", json(200, "[".repeat(100_000)), Reason.UNEXPECTED_ANSWER),
        argumentSet("truncated", LlmFault.truncatedBody(), Reason.CONNECTION_LOST),
        argumentSet("reset", LlmFault.reset(), Reason.CONNECTION_LOST),
        argumentSet("oversized", LlmFault.oversizedBody(64L << 20), Reason.ANSWER_TOO_LARGE));
  }

  @ParameterizedTest
  @MethodSource("faultsOfAll")
  void noFaultMakesAGoodKeyABadOne(LlmFault fault, Reason reason) {
    KeyHealthFixture.providers()
        .forEach(
            provider -> {
              Secret key = newKey(provider);
              endpoints.accept(host(provider), key.reveal());
              endpoints.fail(host(provider), fault);
              assertThat(checker.check(provider, key))
                  .as("%s", provider.id())
                  .isEqualTo(health(reason))
                  .extracting(KeyHealth::state)
                  .isNotIn(State.VALID, State.INVALID);
            });
  }

  /** What one provider says in its own words. */
  static Stream<Arguments> answersOfOne() {
    return Stream.of(
        argumentSet(
            "openai: a restricted key, 401",
            ProviderId.OPENAI,
            json(
                401,
                "{'error':{'message':'You have insufficient permissions for this operation. Missing"
                    + " scopes: api.model.read.','type':'invalid_request_error','code':null}}"),
            Reason.MISSING_SCOPE),
        argumentSet(
            "openai: a restricted key, 403",
            ProviderId.OPENAI,
            json(403, "{'error':{'message':'Missing scopes: api.model.read'}}"),
            Reason.MISSING_SCOPE),
        argumentSet(
            "openai: a country",
            ProviderId.OPENAI,
            json(403, "{'error':{'code':'unsupported_country_region_territory'}}"),
            Reason.FORBIDDEN),
        argumentSet(
            "openai: a wrong key with 403",
            ProviderId.OPENAI,
            json(403, "{'error':{'code':'invalid_api_key'}}"),
            Reason.REJECTED),
        argumentSet(
            "openai: nothing left",
            ProviderId.OPENAI,
            json(429, "{'error':{'type':'insufficient_quota','code':'insufficient_quota'}}"),
            Reason.NO_CREDIT),
        argumentSet(
            "openai: too fast",
            ProviderId.OPENAI,
            json(429, "{'error':{'type':'requests','code':'rate_limit_exceeded'}}"),
            Reason.RATE_LIMITED),
        argumentSet(
            "anthropic: a wrong key",
            ProviderId.ANTHROPIC,
            anthropic(401, "authentication_error"),
            Reason.REJECTED),
        argumentSet(
            "anthropic: billing",
            ProviderId.ANTHROPIC,
            anthropic(402, "billing_error"),
            Reason.NO_CREDIT),
        argumentSet(
            "anthropic: permission",
            ProviderId.ANTHROPIC,
            anthropic(403, "permission_error"),
            Reason.FORBIDDEN),
        argumentSet(
            "anthropic: spend limit or another bad request",
            ProviderId.ANTHROPIC,
            anthropic(400, "invalid_request_error"),
            Reason.UNEXPECTED_ANSWER),
        argumentSet(
            "anthropic: rate limit",
            ProviderId.ANTHROPIC,
            anthropic(429, "rate_limit_error"),
            Reason.RATE_LIMITED),
        argumentSet(
            "anthropic: overloaded",
            ProviderId.ANTHROPIC,
            anthropic(529, "overloaded_error"),
            Reason.PROVIDER_FAILED),
        argumentSet("xai: blocked", ProviderId.XAI, xai("true", "false", "false"), Reason.BLOCKED),
        argumentSet("xai: disabled", ProviderId.XAI, xai("false", "true", "false"), Reason.BLOCKED),
        argumentSet(
            "xai: team blocked", ProviderId.XAI, xai("false", "false", "true"), Reason.BLOCKED),
        argumentSet(
            "xai: none of them", ProviderId.XAI, xai("false", "false", "false"), Reason.ACCEPTED),
        argumentSet(
            "xai: another bad request",
            ProviderId.XAI,
            json(400, "{'code':'Client specified an invalid argument','error':'Bad field'}"),
            Reason.UNEXPECTED_ANSWER),
        argumentSet(
            "openrouter: limit used up",
            ProviderId.OPENROUTER,
            json(200, "{'data':{'limit':5,'limit_remaining':-0.01}}"),
            Reason.NO_CREDIT),
        argumentSet(
            "openrouter: something left",
            ProviderId.OPENROUTER,
            json(200, "{'data':{'limit':5,'limit_remaining':1e-3}}"),
            Reason.ACCEPTED),
        argumentSet(
            "openrouter: no limit",
            ProviderId.OPENROUTER,
            json(200, "{'data':{'limit':null,'limit_remaining':null}}"),
            Reason.ACCEPTED),
        argumentSet(
            "openrouter: out of credit",
            ProviderId.OPENROUTER,
            json(402, "{'error':{'code':402,'message':'Insufficient credits'}}"),
            Reason.NO_CREDIT),
        argumentSet(
            "gateway: nothing left",
            ProviderId.GATEWAY,
            json(200, "{'balance':'0','total_used':'5.00'}"),
            Reason.NO_CREDIT),
        argumentSet(
            "gateway: a cent left",
            ProviderId.GATEWAY,
            json(200, "{'balance':'0.01','total_used':'4.99'}"),
            Reason.ACCEPTED),
        argumentSet(
            "gateway: forbidden",
            ProviderId.GATEWAY,
            json(403, "{'error':{'type':'forbidden'}}"),
            Reason.FORBIDDEN));
  }

  @ParameterizedTest
  @MethodSource("answersOfOne")
  void eachProviderIsUnderstoodInItsOwnWords(ProviderId id, LlmFault answer, Reason reason) {
    Provider provider = provider(id);
    endpoints.fail(host(provider), answer);
    assertThat(checker.check(provider, newKey(provider))).isEqualTo(health(reason));
  }

  static Stream<Arguments> slowAnswers() {
    return Stream.of(
        argumentSet("slow headers", LlmFault.slowHeaders(FOREVER)),
        argumentSet("slow body", LlmFault.slowBody(FOREVER)));
  }

  @ParameterizedTest
  @MethodSource("slowAnswers")
  void aSlowProviderIsUnreachable(LlmFault fault) {
    Provider provider = provider(ProviderId.OPENAI);
    Secret key = newKey(provider);
    endpoints.accept(host(provider), key.reveal());
    endpoints.fail(host(provider), fault);
    assertThat(checker(transport(endpoints)).timeout(SHORT).build().check(provider, key))
        .isEqualTo(health(Reason.TIMED_OUT));
  }

  /** No single byte is late here, only the whole. */
  @Test
  void aProviderWhoseAnswerDripsIsUnreachableAndHungUpOn() throws InterruptedException {
    Provider provider = provider(ProviderId.OPENAI);
    Secret key = newKey(provider);
    endpoints.accept(host(provider), key.reveal());
    endpoints.fail(host(provider), LlmFault.drippingBody(SHORT.dividedBy(10)));
    assertThat(checker(transport(endpoints)).timeout(SHORT).build().check(provider, key))
        .isEqualTo(health(Reason.TIMED_OUT));
    assertThat(endpoints.clientHungUp()).isTrue();
    assertThat(endpoints.seen()).hasSize(1);
  }

  @Test
  void aServerThatIsNotTrustedIsUnreachable() {
    JdkHttpTransport.Builder untrusting =
        JdkHttpTransport.builder().proxy(endpoints.proxySelector());
    Provider provider = provider(ProviderId.OPENAI);
    assertThat(checker(untrusting.build()).build().check(provider, newKey(provider)))
        .isEqualTo(health(Reason.TLS_FAILED));
    assertThat(endpoints.seen()).isEmpty();
  }

  @Test
  void nobodyListeningIsUnreachable() {
    endpoints.close();
    Provider provider = provider(ProviderId.OPENAI);
    assertThat(checker.check(provider, newKey(provider))).isEqualTo(health(Reason.CONNECT_FAILED));
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpExchangeException.Reason.class,
      names = "INTERRUPTED",
      mode = EnumSource.Mode.EXCLUDE)
  void noWayOfNotAnsweringSaysAnythingOfTheKey(HttpExchangeException.Reason failure) {
    KeyHealthChecker broken =
        checker(
                call -> {
                  throw HttpExchangeException.of(call, failure);
                })
            .build();
    Provider provider = provider(ProviderId.XAI);
    assertThat(broken.check(provider, newKey(provider)).state())
        .isIn(State.UNREACHABLE, State.UNKNOWN);
  }

  @Test
  void aCheckIsNotRepeated() {
    Provider provider = provider(ProviderId.OPENAI);
    Secret key = newKey(provider);
    endpoints.accept(host(provider), key.reveal());
    endpoints.failNext(host(provider), LlmFault.status(503));
    assertThat(checker.check(provider, key)).isEqualTo(health(Reason.PROVIDER_FAILED));
    assertThat(endpoints.seen()).hasSize(1);
  }

  @Test
  void aCheckIsRepeatedWhereThatIsWanted() {
    Provider provider = provider(ProviderId.OPENAI);
    Secret key = newKey(provider);
    endpoints.accept(host(provider), key.reveal());
    endpoints.failNext(host(provider), LlmFault.status(503));
    RetryPolicy soon =
        RetryPolicy.defaults().withPauses(Duration.ofMillis(1), Duration.ofMillis(1));
    assertThat(checker(transport(endpoints)).retries(soon).build().check(provider, key))
        .isEqualTo(health(Reason.ACCEPTED));
    assertThat(endpoints.seen()).hasSize(2);
  }

  private static KeyHealth health(Reason reason) {
    return new KeyHealth(reason, CLOCK.instant());
  }

  private static LlmFault anthropic(int status, String type) {
    return json(status, "{'type':'error','error':{'type':'" + type + "','message':'No.'}}");
  }

  private static LlmFault xai(String blocked, String disabled, String teamBlocked) {
    return json(
        200,
        "{'redacted_api_key':'xai-...','acls':[],'api_key_blocked':%s,'api_key_disabled':%s,'team_blocked':%s}"
            .formatted(blocked, disabled, teamBlocked));
  }

  private static LlmFault json(int status, String body) {
    return LlmFault.answer(status, JSON, body.replace('\'', '"'));
  }
}
