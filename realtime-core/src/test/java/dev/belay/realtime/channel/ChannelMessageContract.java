package dev.belay.realtime.channel;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.Json;
import dev.belay.support.InvalidArgumentException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a channel brings and says. */
interface ChannelMessageContract extends ChannelSubject {

  @Test
  default void bringsWhatTheDatabaseSendsToAPrivateChannel() {
    try (RealtimeClient client = client(reader())) {
      subscribed(client);
      String id = project().say(topic(), "greeting", "{\"text\": \"hé 😀 \\n\"}");
      heard().awaitEvent("greeting");
      BroadcastMessage message = heard().messages.get(0);
      assertThat(message.id()).contains(id);
      assertThat(message.payload().text()).contains("hé 😀 \\n");
      assertThat(message.replayed()).isFalse();
    }
  }

  /** The server sends them to clients of version 2 alone. */
  @Test
  default void bringsBytesOfTheDatabaseWhereTheVersionHasThem() {
    try (RealtimeClient client = client(reader())) {
      RealtimeChannel channel = heard().on(client.channel(topic())).resume(25).subscribe();
      channel.awaitSubscribed(LONG);
      project().sayBytes(topic(), "picture", new byte[] {0, -1, '{', '}'});
      project().say(topic(), "text", "{}");
      heard().awaitEvent("text");
      // What was sent before comes once more, and is known.
      channel.recheck();
      Eventually.until("subscribed again", () -> heard().times(ChannelState.SUBSCRIBED) == 2);
      project().say(topic(), "later", "{}");
      heard().awaitEvent("later");
      assertThat(heard().events()).containsExactly("text", "later");
      if (hasBytes()) {
        BinaryMessage picture = heard().binaries.get(0);
        assertThat(picture.event()).isEqualTo("picture");
        assertThat(picture.bytes()).containsExactly(0, -1, '{', '}');
        assertThat(picture.id()).isPresent();
      }
      assertThat(heard().binaries).hasSize(hasBytes() ? 1 : 0);
    }
  }

  @Test
  default void bringsWhatAnotherSaysAndAcknowledgesIt() throws Exception {
    try (RealtimeClient client = client(reader());
        RealtimeClient other = client(speaker())) {
      subscribed(client);
      Heard own = new Heard();
      RealtimeChannel speaking = own.on(other.channel(topic())).subscribe();
      speaking.awaitSubscribed(LONG);
      Json payload = new Json("{\"at\":[1,2.50,null,true,\"ü\"]}");
      speaking.broadcast("point", payload).get(60, TimeUnit.SECONDS);
      heard().awaitEvent("point");
      assertThat(heard().messages.get(0).payload()).isEqualTo(payload);
      assertThat(own.messages).isEmpty();
    }
  }

  @Test
  default void bringsOwnMessagesWhereAskedTo() throws Exception {
    try (RealtimeClient client = client(speaker())) {
      RealtimeChannel channel = heard().on(client.channel(topic())).receiveOwn().subscribe();
      channel.awaitSubscribed(LONG);
      channel.broadcast("echo", new Json("{}")).get(60, TimeUnit.SECONDS);
      heard().awaitEvent("echo");
    }
  }

  @Test
  default void showsThatTheServerDropsWhatAReaderSays() {
    try (RealtimeClient client =
        project()
            .client(reader())
            .version(version())
            .acknowledgementTimeout(Duration.ofSeconds(1))
            .build()) {
      RealtimeChannel channel = subscribed(client);
      ExecutionException failure =
          refusalOf(
              ExecutionException.class,
              () -> channel.broadcast("no", new Json("{}")).get(60, TimeUnit.SECONDS));
      assertThat(failure)
          .cause()
          .isInstanceOfSatisfying(
              NotAcknowledgedException.class,
              cause ->
                  assertThat(cause.reason()).isEqualTo(NotAcknowledgedException.Reason.TIMED_OUT));
    }
  }

  @Test
  default void aPublicChannelHearsNothingOfThePrivateOne() throws Exception {
    UUID stranger = project().database().newUser();
    try (RealtimeClient client = client(stranger);
        RealtimeClient other = client(speaker())) {
      RealtimeChannel open = heard().on(client.channel(topic())).publicChannel().subscribe();
      open.awaitSubscribed(LONG);
      project().say(topic(), "secret", "{}");
      RealtimeChannel speaking = other.channel(topic()).publicChannel().subscribe();
      speaking.awaitSubscribed(LONG);
      speaking.broadcast("known", new Json("{}")).get(60, TimeUnit.SECONDS);
      heard().awaitEvent("known");
      assertThat(heard().events()).containsExactly("known");
    }
  }

  @Test
  default void bringsOlderMessagesWhereAskedTo() {
    Instant before = Instant.now().minusSeconds(60);
    project().say(topic(), "old", "{}");
    try (RealtimeClient client = client(reader())) {
      RealtimeChannel channel = heard().on(client.channel(topic())).replay(before, 10).subscribe();
      channel.awaitSubscribed(LONG);
      heard().awaitEvent("old");
      assertThat(heard().messages.get(0).replayed()).isTrue();
    }
  }

  @Test
  default void keepsTheOrderAndIsNotHarmedByAListener() {
    try (RealtimeClient client = client(reader())) {
      RealtimeChannel channel =
          client
              .channel(topic())
              .onBroadcast(
                  message -> {
                    heard().messages.add(message);
                    throw new IllegalStateException("a listener's own fault");
                  })
              .subscribe();
      channel.awaitSubscribed(LONG);
      List<String> said = java.util.stream.IntStream.range(0, 50).mapToObj(i -> "e" + i).toList();
      said.forEach(event -> project().say(topic(), event, "{}"));
      heard().awaitEvent("e49");
      assertThat(heard().events()).isEqualTo(said);
      assertThat(channel.droppedMessages()).isZero();
    }
  }

  @Test
  default void dropsAndCountsWhatASlowListenerCannotTake() throws Exception {
    CountDownLatch mayGoOn = new CountDownLatch(1);
    try (RealtimeClient client =
        project().client(reader()).version(version()).mostWaitingMessages(3).build()) {
      RealtimeChannel channel =
          client
              .channel(topic())
              .onBroadcast(
                  message -> {
                    heard().messages.add(message);
                    try {
                      mayGoOn.await(60, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  })
              .subscribe();
      channel.awaitSubscribed(LONG);
      for (int i = 0; i < 10; i++) {
        project().say(topic(), "e" + i, "{}");
      }
      Eventually.until("some are dropped", () -> channel.droppedMessages() >= 6);
      mayGoOn.countDown();
      Eventually.until("the others come", () -> heard().messages.size() >= 3);
      assertThat(heard().messages).hasSizeLessThanOrEqualTo(4);
    }
  }

  @Test
  default void refusesWhatNoServerWouldTake() {
    try (RealtimeClient client = client(speaker())) {
      RealtimeChannel channel = subscribed(client);
      refusesToSay(channel, "", "{}");
      refusesToSay(channel, "é".repeat(128), "{}");
      refusesToSay(channel, "e", "[1]");
      refusesToSay(channel, "e", "{\"a\":");
      refusesToSay(channel, "e", "{}, \"x\": {}");
      refusalOf(InvalidArgumentException.class, () -> client.channel(""));
      refusalOf(InvalidArgumentException.class, () -> client.channel("x".repeat(247)));
      refusalOf(
          InvalidArgumentException.class,
          () -> client.channel("x").publicChannel().resume(1).subscribe());
    }
  }

  private static void refusesToSay(RealtimeChannel channel, String event, String json) {
    refusalOf(
        InvalidArgumentException.class, () -> channel.broadcast(event, new Json(json)).join());
  }
}
