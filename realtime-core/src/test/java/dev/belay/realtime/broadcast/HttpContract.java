package dev.belay.realtime.broadcast;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.Json;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpReply;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What both ways over HTTP do besides. */
abstract class HttpContract extends BroadcasterContract {

  abstract Broadcaster build(HttpBroadcasterBuilder builder);

  @AfterEach
  void noMoreFaults() {
    project.server().faults().limitHttp(Duration.ZERO);
  }

  static HttpBroadcasterBuilder with(String key) {
    return Broadcasters.http(project.server().url(), Secret.of(key));
  }

  @Override
  Broadcaster broadcaster() {
    return build(with(project.keys().secretKey()));
  }

  @Override
  boolean stores() {
    return false;
  }

  Broadcaster as(UUID user) {
    return build(with(project.keys().publishableKey()).asUser(() -> project.token(user)));
  }

  Broadcast message() {
    return Broadcast.toPrivate(topic, "e", new Json("{}"));
  }

  @Test
  void worksWithAKeyOfTheOlderKind() {
    assertThat(build(with(project.keys().legacyServiceRoleKey())).send(message()).confirmed())
        .isEqualTo(showsDrops());
  }

  @Test
  void refusesAWrongKeyOrToken() {
    Broadcaster forged =
        build(
            with(project.keys().publishableKey())
                .asUser(() -> Secret.of(project.keys().forgedToken("service_role"))));
    refusalOf(AccessDeniedException.class, () -> forged.send(message()));
    Broadcaster unknown = build(with("sb_secret_" + "0".repeat(32)));
    refusalOf(AccessDeniedException.class, () -> unknown.send(message()));
  }

  @Test
  void saysHowLongToWait() {
    project.server().faults().limitHttp(Duration.ofSeconds(7));
    BroadcastRateLimitedException limited =
        refusalOf(BroadcastRateLimitedException.class, () -> broadcaster().send(message()));
    assertThat(limited.retryAfter()).contains(Duration.ofSeconds(7));
    assertThat(limited.retryable()).isTrue();
  }

  @Test
  void makesAFailureOfEveryOtherStatus() {
    assertThat(failure(422)).isInstanceOf(InvalidArgumentException.class);
    assertThat(failure(413)).isInstanceOf(InvalidArgumentException.class);
    assertThat(failure(404)).isInstanceOf(ConfigurationException.class);
    assertThat(failure(503))
        .isInstanceOfSatisfying(
            BackendUnavailableException.class, down -> assertThat(down.retryable()).isTrue());
    assertThat(failure(302))
        .isInstanceOfSatisfying(
            BackendUnavailableException.class, moved -> assertThat(moved.retryable()).isFalse());
  }

  private BelayException failure(int status) {
    Broadcaster broadcaster =
        build(
            with(project.keys().secretKey())
                .transport(call -> HttpReply.of(status, Map.of(), new byte[0])));
    return refusalOf(BelayException.class, () -> broadcaster.send(message()));
  }

  @Test
  void refusesSettingsThatWouldGiveAKeyAway() {
    refusalOf(
        InvalidArgumentException.class,
        () -> Broadcasters.http(URI.create("http://example.org"), Secret.of("sb_secret_x")));
    refusalOf(
        InvalidArgumentException.class,
        () ->
            build(
                with(project.keys().secretKey())
                    .asUser(() -> project.token(project.database().newUser()))));
    refusalOf(
        InvalidArgumentException.class,
        () -> build(with(project.keys().secretKey()).path("//evil.example/x")));
  }

  @Test
  void anyoneMaySendToAPublicChannel() {
    UUID stranger = project.database().newUser();
    BroadcastReceipt receipt =
        as(stranger).sendAll(List.of(Broadcast.toPublic(topic, "e", new Json("{}")))).get(0);
    assertThat(receipt).isEqualTo(new BroadcastReceipt(null, true));
  }
}
