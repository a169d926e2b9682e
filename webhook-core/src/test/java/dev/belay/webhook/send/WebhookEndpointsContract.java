package dev.belay.webhook.send;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.TestKeys;
import dev.belay.webhook.send.SecretDrift.Verdict;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints of a real database. A backend's test only supplies the client. */
public abstract class WebhookEndpointsContract extends OutboxContract {

  protected WebhookEndpointsContract(Backend backend) {
    super(backend);
  }

  private WebhookEndpoints endpoints() {
    return outbox().endpoints();
  }

  @Test
  void listsWhatWasPutIn() {
    endpoints().upsert("cache", URI.create("https://app.example.org/api/hooks/cache?token=t0"));
    endpoints().keepOrder("cache", true);

    assertThat(endpoints().list())
        .extracting(OutboxEndpoint::name)
        .containsExactly("cache", "trips");
    OutboxEndpoint cache = endpoints().find("cache").orElseThrow();
    assertThat(cache.url()).hasValue("https://app.example.org/api/hooks/cache?token=t0");
    assertThat(cache.origin()).hasValue("https://app.example.org");
    assertThat(cache.ordered()).isTrue();
    assertThat(cache.mode()).isEqualTo(OutboxEndpoint.Mode.OUTBOX);
    assertThat(cache.state()).isEqualTo(OutboxEndpoint.State.ACTIVE);
    assertThat(cache.toString()).doesNotContain("t0");
    assertThat(endpoints().find("trips").orElseThrow().url()).isEmpty();
    assertThat(endpoints().find("unknown")).isEmpty();
  }

  @Test
  void anUpsertKeepsWhatItDoesNotName() {
    endpoints().keepOrder("cache", true);
    endpoints().upsert("cache", URI.create("https://app.example.org/a"));
    assertThat(endpoints().find("cache").orElseThrow().ordered()).isTrue();
    endpoints().keepOrder("cache", false);
    assertThat(endpoints().find("cache").orElseThrow().url()).hasValue("https://app.example.org/a");
    endpoints().upsertWithoutUrl("cache");
    assertThat(endpoints().find("cache").orElseThrow().url()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Trips", "a b", "-trips", "trips'); drop table x; --", "ü"})
  void refusesANameThatIsNone(String name) {
    refusalOf(InvalidArgumentException.class, () -> endpoints().upsertWithoutUrl(name));
    refusalOf(InvalidArgumentException.class, () -> endpoints().pause(name, "why"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://app.example.org/",
        "ftp://app.example.org/",
        "https://user:password@app.example.org/",
        "https://app.example.org/#fragment",
        "mailto:somebody@example.org",
        "/relative"
      })
  void refusesAUrlThatCannotBeCalled(String url) {
    refusalOf(InvalidArgumentException.class, () -> endpoints().upsert("trips", URI.create(url)));
    assertThat(endpoints().find("trips").orElseThrow().url()).isEmpty();
  }

  @Test
  void saysWhetherPausingAndResumingChangedAnything() {
    assertThat(endpoints().pause("trips", "maintenance")).isTrue();
    assertThat(endpoints().pause("trips", "again")).isFalse();
    OutboxEndpoint paused = endpoints().find("trips").orElseThrow();
    assertThat(paused.state()).isEqualTo(OutboxEndpoint.State.PAUSED);
    assertThat(paused.stateReason()).hasValue("maintenance");
    assertThat(endpoints().resume("trips")).isTrue();
    assertThat(endpoints().resume("trips")).isFalse();
    refusalOf(InvalidArgumentException.class, () -> endpoints().resume("unknown"));
  }

  @Test
  void comparesSecretsByTheirFingerprints() {
    Secret ours = Secret.of(TestKeys.withPrefix("hmac-", 40));
    Secret theirs = Secret.of(TestKeys.withPrefix("hmac-", 40));
    assertThat(endpoints().compareSecret("trips", ours).verdict()).isEqualTo(Verdict.MISSING);

    database().setting("app.webhook_hmac_secret", ours.reveal());
    assertThat(endpoints().compareSecret("trips", ours))
        .isEqualTo(new SecretDrift(Verdict.MATCH, "setting"));
    assertThat(endpoints().compareSecret("trips", theirs))
        .isEqualTo(new SecretDrift(Verdict.MISMATCH, "setting"));

    database().setting("app.webhook_hmac_secret", "");
    assertThat(endpoints().compareSecret("trips", ours).verdict()).isEqualTo(Verdict.MISSING);
  }
}
