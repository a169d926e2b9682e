package dev.belay.webhook.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a dispatcher sends, and where it does not. */
interface DispatchDestinationContract extends DispatcherSubject {

  @Test
  default void callsNoPrivateAddressUnlessItsHostIsTrusted() {
    database().trips(1, 1);
    WebhookDispatcher.Builder distrusting =
        outbox()
            .dispatcher()
            .policy(policy(3))
            .endpoint("trips", EndpointOptions.none().url(receiver().uri("/hooks/trips")));
    drain(distrusting);
    database().hurry();
    for (String url :
        List.of(
            "https://127.0.0.1:" + receiver().uri("/").getPort() + "/",
            "https://localhost/",
            "https://169.254.169.254/latest/meta-data/",
            "https://[::1]/")) {
      outbox().endpoints().upsert("trips", URI.create(url));
      drain(outbox().dispatcher().policy(policy(100)));
      database().hurry();
    }
    assertThat(receiver().received()).isEmpty();
    assertThat(attempts()).extracting(DeliveryAttempt::errorWord).containsOnly("address_refused");
  }

  @Test
  default void leavesWhatWaitsAloneWhereNobodySaysWhereTo() {
    database().trips(1, 3);
    assertThat(drain(outbox().dispatcher()).claimed()).isZero();
    assertThat(backlog().waiting()).isEqualTo(3);
  }

  @Test
  default void sendsOnlyToTheEndpointsThatItIsFor() {
    database().watch("trips", "cache");
    database().trips(1, 3);
    drain(
        builder()
            .endpoint("cache", EndpointOptions.none().url(receiver().uri("/hooks/cache")))
            .onlyEndpoints("cache"));
    assertThat(receiver().received()).hasSize(3).allMatch(r -> r.path().equals("/hooks/cache"));
    assertThat(backlog().waiting()).isEqualTo(3);
  }

  @Test
  default void sendsNothingToAPausedEndpointAndEverythingOnceItIsResumed() {
    WebhookEndpoints endpoints = outbox().endpoints();
    assertThat(endpoints.pause("trips", "maintenance")).isTrue();
    database().trips(1, 3);
    assertThat(drain().claimed()).isZero();
    assertThat(endpoints.resume("trips")).isTrue();
    assertThat(drain().delivered()).isEqualTo(3);
  }
}
