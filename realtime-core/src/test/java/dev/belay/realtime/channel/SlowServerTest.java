package dev.belay.realtime.channel;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.BackendUnavailableException;
import dev.belay.support.Secret;
import dev.belay.testservers.realtime.RealtimeServer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * As on a hosted project: the server takes its time to refuse a join, and takes one of a connection
 * at a time.
 */
class SlowServerTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration REFUSAL = Duration.ofMillis(1200);

  private static RoomProject project;
  private static RealtimeServer slow;

  private final UUID user = project.member(1, false);

  @BeforeAll
  static void start() {
    project = RoomProject.create();
    slow =
        RealtimeServer.over(project.database().database(), project.keys())
            .errorBackoff(REFUSAL)
            .start();
  }

  @AfterAll
  static void stop() {
    slow.close();
    project.close();
  }

  @AfterEach
  void noMoreFaults() {
    slow.faults().acceptJoins();
  }

  private RealtimeClientBuilder client() {
    return RealtimeClient.builder(slow.url(), project.apiKey())
        .accessTokens(AccessTokenSource.of(() -> project.token(user)))
        .backoff(Duration.ofMillis(20), Duration.ofMillis(200));
  }

  /** Each join has less time than all the refusals before it take, and a beat has, too. */
  @Test
  void refusedJoinsNeitherUseUpEachOthersTimeNorKillTheConnection() {
    try (RealtimeClient client =
        client().joinTimeout(REFUSAL.multipliedBy(2)).heartbeat(Duration.ofSeconds(2)).build()) {
      List<RealtimeChannel> refused = new ArrayList<>();
      List<ChannelState> seen = new CopyOnWriteArrayList<>();
      for (int room = 100; room < 105; room++) {
        refused.add(
            client.channel("room:" + room).onStatus(now -> seen.add(now.state())).subscribe());
      }
      RealtimeChannel allowed = client.channel("room:1").subscribe();
      allowed.awaitSubscribed(LONG);
      for (RealtimeChannel channel : refused) {
        ChannelClosedException closed =
            refusalOf(ChannelClosedException.class, () -> channel.awaitSubscribed(LONG));
        assertThat(closed.reason()).contains(ChannelFault.UNAUTHORIZED);
      }
      assertThat(seen).doesNotContain(ChannelState.ERROR);
    }
  }

  @Test
  void aRemovedMemberHearsNothingWhileTheServerTakesItsTime() {
    Heard heard = new Heard();
    try (RealtimeClient client = client().revocations(user).build()) {
      heard.on(client.channel("room:1")).subscribe().awaitSubscribed(LONG);
      project.putOut(user, 1);
      Eventually.until("it is left", () -> slow.joined("room:1") == 0);
      project.say("room:1", "after", "{}");
      heard.awaitStatus(ChannelState.CLOSED, ChannelFault.REVOKED);
      assertThat(heard.messages).isEmpty();
    }
  }

  @Test
  void givesAJoinUpThatIsNeverAnswered() {
    Heard heard = new Heard();
    slow.faults().refuseJoins("RealtimeRestarting: never mind", 1);
    try (RealtimeClient client = client().joinTimeout(Duration.ofMillis(200)).build()) {
      RealtimeChannel channel = heard.on(client.channel("room:1")).subscribe();
      heard.awaitStatus(ChannelState.ERROR, ChannelFault.TIMED_OUT);
      channel.awaitSubscribed(LONG);
    }
  }

  @Test
  void saysThatItIsNotSubscribedInTime() {
    slow.faults().refuseJoins("RealtimeRestarting: never mind");
    try (RealtimeClient client = client().build()) {
      RealtimeChannel channel = client.channel("room:1").subscribe();
      BackendUnavailableException notYet =
          refusalOf(
              BackendUnavailableException.class,
              () -> channel.awaitSubscribed(Duration.ofMillis(50)));
      assertThat(notYet.retryable()).isTrue();
    }
  }

  /** The token would do for 20 seconds more, and another is asked for five seconds on. */
  @Test
  void sendsAnotherTokenBeforeTheOldOneEnds() {
    AtomicInteger fresh = new AtomicInteger();
    Heard heard = new Heard();
    int before = slow.count("access_token");
    try (RealtimeClient client =
        RealtimeClient.builder(slow.url(), project.apiKey())
            .accessTokens(
                another -> {
                  fresh.addAndGet(another ? 1 : 0);
                  return Optional.of(another ? project.token(user) : endingSoon());
                })
            .build()) {
      heard.on(client.channel("room:1")).subscribe().awaitSubscribed(LONG);
      Eventually.until("another is sent", () -> slow.count("access_token") > before);
      assertThat(fresh).hasValue(1);
      assertThat(heard.statuses)
          .extracting(ChannelStatus::state)
          .containsExactly(ChannelState.CONNECTING, ChannelState.SUBSCRIBED);
    }
  }

  private Secret endingSoon() {
    return Secret.of(
        project
            .keys()
            .tokenWith(
                Map.of(
                    "sub",
                    user.toString(),
                    "role",
                    "authenticated",
                    "exp",
                    Instant.now().plusSeconds(20).getEpochSecond())));
  }

  @Test
  void joinsAgainAfterASourceFailed() {
    AtomicInteger asked = new AtomicInteger();
    Heard heard = new Heard();
    try (RealtimeClient client =
        client()
            .accessTokens(
                another -> {
                  if (asked.incrementAndGet() == 1) {
                    throw new IllegalStateException("the source's own fault");
                  }
                  return Optional.of(project.token(user));
                })
            .build()) {
      heard.on(client.channel("room:1")).subscribe().awaitSubscribed(LONG);
      assertThat(heard.statuses)
          .contains(new ChannelStatus(ChannelState.ERROR, ChannelFault.TOKEN_UNAVAILABLE));
    }
  }
}
