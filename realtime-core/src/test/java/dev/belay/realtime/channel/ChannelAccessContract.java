package dev.belay.realtime.channel;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.Json;
import dev.belay.support.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Whom the policies let onto a channel, and with which token. */
interface ChannelAccessContract extends ChannelSubject {

  @Test
  default void closesForGoodWhereThePoliciesRefuse() {
    UUID stranger = project().database().newUser();
    try (RealtimeClient client = client(stranger)) {
      RealtimeChannel channel = heard().on(client.channel(topic())).subscribe();
      ChannelClosedException refused =
          refusalOf(ChannelClosedException.class, () -> channel.awaitSubscribed(LONG));
      assertThat(refused.reason()).contains(ChannelFault.UNAUTHORIZED);
      heard().awaitStatus(ChannelState.CLOSED, ChannelFault.UNAUTHORIZED);
      ExecutionException unsent =
          refusalOf(
              ExecutionException.class,
              () -> channel.broadcast("no", new Json("{}")).get(60, TimeUnit.SECONDS));
      assertThat(unsent).hasCauseInstanceOf(ChannelClosedException.class);
    }
  }

  @Test
  default void takesAHostileTopicForATopic() {
    try (RealtimeClient client = client(speaker())) {
      for (String hostile :
          List.of("room:1' or '1'='1", "room:\u0661", "room:\n1", "%72oom:1", "room:1\"],[\"")) {
        RealtimeChannel channel = client.channel(hostile).subscribe();
        ChannelClosedException refused =
            refusalOf(ChannelClosedException.class, () -> channel.awaitSubscribed(LONG));
        assertThat(refused.reason()).contains(ChannelFault.UNAUTHORIZED);
      }
    }
  }

  @Test
  default void asksForATokenAtEveryJoin() {
    AtomicInteger asked = new AtomicInteger();
    try (RealtimeClient client =
        project()
            .anonymous()
            .version(version())
            .accessTokens(
                fresh -> {
                  asked.incrementAndGet();
                  return Optional.of(project().token(reader()));
                })
            .build()) {
      subscribed(client);
      assertThat(asked).hasValue(1);
      project().server().faults().cutSockets();
      heard().awaitStatus(ChannelState.ERROR, ChannelFault.DISCONNECTED);
      Eventually.until("another token is asked for", () -> asked.get() == 2);
      Eventually.until("joined again", () -> project().server().joined(topic()) == 1);
    }
  }

  @Test
  default void asksForAnotherTokenWhereTheFirstIsTooOld() {
    try (RealtimeClient client =
        project()
            .anonymous()
            .version(version())
            .accessTokens(
                fresh ->
                    Optional.of(
                        fresh
                            ? project().token(reader())
                            : Secret.of(project().keys().expiredUserToken(reader()))))
            .build()) {
      subscribed(client);
      assertThat(heard().statuses)
          .contains(new ChannelStatus(ChannelState.ERROR, ChannelFault.TOKEN_EXPIRED));
    }
  }

  @Test
  default void sendsANewTokenOnceAndLeavesAfterASignOut() {
    AtomicReference<Optional<Secret>> token =
        new AtomicReference<>(Optional.of(project().token(reader())));
    try (RealtimeClient client =
        project().anonymous().version(version()).accessTokens(fresh -> token.get()).build()) {
      RealtimeChannel channel = subscribed(client);
      int before = project().server().count("access_token");
      client.accessTokenChanged();
      token.set(
          Optional.of(
              Secret.of(
                  project()
                      .keys()
                      .tokenWith(
                          java.util.Map.of(
                              "sub",
                              reader().toString(),
                              "role",
                              "authenticated",
                              "exp",
                              Instant.now().plusSeconds(600).getEpochSecond())))));
      channel.accessTokenChanged();
      Eventually.until("sent", () -> project().server().count("access_token") > before);
      project().say(topic(), "still", "{}");
      heard().awaitEvent("still");
      assertThat(project().server().count("access_token")).isEqualTo(before + 1);
      token.set(Optional.empty());
      client.accessTokenChanged();
      heard().awaitStatus(ChannelState.CLOSED, ChannelFault.SIGNED_OUT);
      Eventually.until("left", () -> project().server().joined(topic()) == 0);
    }
  }
}
