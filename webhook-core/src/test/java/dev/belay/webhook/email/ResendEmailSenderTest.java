package dev.belay.webhook.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.ConflictException;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpExchangeException;
import dev.belay.support.http.HttpReply;
import dev.belay.support.http.RetryPolicy;
import dev.belay.testservers.leak.Refusals;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.testservers.resend.ResendEmail;
import dev.belay.testservers.resend.ResendFault;
import dev.belay.testservers.resend.ResendServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResendEmailSenderTest extends EmailSenderContract {

  private final ResendServer resend = ResendServer.start();
  private final EmailSender sender = sender(resend.apiKey());

  @AfterEach
  void close() {
    resend.close();
  }

  @Override
  protected EmailSender sender() {
    return sender;
  }

  @Override
  protected int sent() {
    return resend.emails().size();
  }

  @Override
  protected Optional<Arrived> last() {
    ResendEmail last = resend.emails().get(resend.emails().size() - 1);
    return Optional.of(new Arrived(last.from(), last.to(), last.subject(), last.text()));
  }

  @Test
  void sendsOneEmailForOneKeyHoweverOftenAJobIsTried() {
    EmailReceipt first = sender.send(email("s", "t").build(), "notify:trips/7");
    EmailReceipt second = sender.send(email("s", "t").build(), "notify:trips/7");
    assertThat(second).isEqualTo(first);
    sender.send(email("s", "t").build(), "notify:trips/8");
    assertThat(resend.emails()).hasSize(2);
    Refusals.refusalOf(
        ConflictException.class,
        () -> sender.send(email("another", "t").build(), "notify:trips/7"));
    assertThat(resend.emails()).hasSize(2);
  }

  @Test
  void sendsOneEmailThoughTheFirstAnswerWasLost() {
    resend.failNext(ResendFault.HANG_UP_AFTER);
    sender.send(email("s", "t").html("<b>t</b>").build(), "event-1");
    assertThat(resend.emails()).hasSize(1);
    assertThat(resend.requests()).isEqualTo(2);
    assertThat(resend.emails().get(0).html()).isEqualTo("<b>t</b>");
    assertThat(resend.emails().get(0).from())
        .isEqualTo("\"Trips, \\\"Inc\\\" \u00e9\" <noreply@trips.example>");
  }

  @Test
  void triesAgainAfterFaultsThatPass() {
    resend.failNext(ResendFault.HANG_UP_BEFORE);
    resend.failNext(ResendFault.UNAVAILABLE);
    sender.send(email("s", "t").build(), "event-1");
    assertThat(resend.emails()).hasSize(1);
    assertThat(resend.requests()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(
      value = ResendFault.class,
      names = {"RATE_LIMIT", "DAILY_QUOTA", "MONTHLY_QUOTA"})
  void tellsTheLimitsApart(ResendFault fault) {
    resend.failNext(fault);
    EmailLimitException limited =
        Refusals.refusalOf(
            EmailLimitException.class, () -> sender.send(email("s", "t").build(), "event-1"));
    assertThat(limited.limit().name()).startsWith(fault.name().substring(0, 4));
    assertThat(limited.retryAfter()).isEqualTo(Duration.ofSeconds(2));
    assertThat(limited.fault().code()).isPresent();
    assertThat(resend.requests()).isEqualTo(1);
  }

  @Test
  void saysWhatIsWrongByTheTypeOfTheFailure() {
    assertRefused(AccessDeniedException.class, ResendFault.RESTRICTED_KEY);
    assertRefused(AccessDeniedException.class, ResendFault.SUSPENDED_KEY);
    assertRefused(ConfigurationException.class, ResendFault.UNVERIFIED_DOMAIN);
    assertRefused(BackendUnavailableException.class, ResendFault.CONCURRENT_REQUEST);
    assertRefused(BackendUnavailableException.class, ResendFault.SERVER_ERROR);
    AccessDeniedException badKey =
        Refusals.refusalOf(
            AccessDeniedException.class,
            () -> sender(TestKeys.withPrefix("re_", 32)).send(email("s", "t").build(), "event-1"));
    assertThat(badKey.fault().code()).contains("invalid_api_key");
    for (int attempt = 0; attempt < 3; attempt++) {
      resend.failNext(ResendFault.HTML_PAGE);
    }
    Refusals.refusalOf(
        BackendUnavailableException.class, () -> sender.send(email("s", "t").build(), "event-1"));
    resend.close();
    Refusals.refusalOf(
        HttpExchangeException.class, () -> sender.send(email("s", "t").build(), "event-1"));
    assertThat(resend.emails()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "<html>", "{\"id\":7}"})
  void takesAnUnknownAnswerForAFailure(String answer) {
    EmailSender other =
        EmailSenders.resend(Secret.of(TestKeys.withPrefix("re_", 32)), FROM)
            .transport(call -> HttpReply.of(200, Map.of(), answer.getBytes(StandardCharsets.UTF_8)))
            .build();
    Refusals.refusalOf(
        BackendUnavailableException.class, () -> other.send(email("s", "t").build(), "event-1"));
  }

  @Test
  void readsTheEnvironmentAndRefusesHalfOfIt() {
    assertThat(EmailSenders.fromEnvironment(Environment.of(Map.of()))).isEmpty();
    Map<String, String> key = Map.of("RESEND_API_KEY", TestKeys.withPrefix("re_", 32));
    Refusals.refusalOf(
        ConfigurationException.class, () -> EmailSenders.fromEnvironment(Environment.of(key)));
    Refusals.refusalOf(
        ConfigurationException.class, () -> EmailSenders.fromEnvironment(with(key, "no address")));
    assertThat(EmailSenders.fromEnvironment(with(key, "noreply@trips.example"))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://api.resend.com", "ftp://localhost", "https:opaque"})
  void sendsItsKeyOverTlsOrOverLoopbackAlone(String url) {
    EmailSenders.ResendBuilder builder = EmailSenders.resend(Secret.of("k"), FROM);
    Refusals.refusalOf(InvalidArgumentException.class, () -> builder.url(URI.create(url)));
  }

  private void assertRefused(Class<? extends BelayException> type, ResendFault fault) {
    resend.failNext(fault);
    BelayException refused =
        Refusals.refusalOf(type, () -> sender.send(email("s", "t").build(), "event-1"));
    assertThat(refused.fault().httpStatus()).isPresent();
    assertThat(refused.getMessage()).doesNotContain("local Resend");
  }

  private static Environment with(Map<String, String> key, String from) {
    return Environment.of(
        Map.of("RESEND_API_KEY", key.get("RESEND_API_KEY"), "RESEND_FROM_EMAIL", from));
  }

  private EmailSender sender(String apiKey) {
    return EmailSenders.resend(Secret.of(apiKey), FROM)
        .url(resend.url())
        .retries(
            RetryPolicy.defaults()
                .withoutStatus(429)
                .withPauses(Duration.ZERO, Duration.ofMillis(1)))
        .build();
  }
}
