package dev.belay.realtime.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Many threads on one client, while the server cuts connections and forgets channels. */
class StormTest {

  private static final int THREADS = 6;
  private static final int ROUNDS = 9;

  @Test
  void nothingIsLeftUnansweredOrOpen() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
    AtomicBoolean over = new AtomicBoolean();
    try (RoomProject project = RoomProject.create()) {
      UUID user = project.member(1, true);
      for (int room = 2; room <= THREADS; room++) {
        project.letIn(user, room, true);
      }
      List<CompletableFuture<Void>> sent = new ArrayList<>();
      try (RealtimeClient client =
          project
              .client(user)
              .revocations(user)
              .acknowledgementTimeout(Duration.ofSeconds(2))
              .build()) {
        List<Future<List<CompletableFuture<Void>>>> work = new ArrayList<>();
        for (int room = 1; room <= THREADS; room++) {
          String topic = "room:" + room;
          work.add(threads.submit(() -> comeAndGo(client, topic)));
        }
        Future<?> weather = threads.submit(() -> storm(project, over));
        for (Future<List<CompletableFuture<Void>>> one : work) {
          sent.addAll(one.get(300, TimeUnit.SECONDS));
        }
        over.set(true);
        weather.get(60, TimeUnit.SECONDS);
      }
      for (CompletableFuture<Void> one : sent) {
        assertThat(outcome(one)).isIn("sent", "not acknowledged", "closed");
      }
      assertThat(sent).hasSize(THREADS * ROUNDS * 3);
      Eventually.until("disconnected", () -> project.server().connections() == 0);
      for (int room = 1; room <= THREADS; room++) {
        String topic = "room:" + room;
        Eventually.until("left", () -> project.server().joined(topic) == 0);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static List<CompletableFuture<Void>> comeAndGo(RealtimeClient client, String topic) {
    List<CompletableFuture<Void>> sent = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      try (RealtimeChannel channel = client.channel(topic).subscribe()) {
        sent.add(channel.broadcast("early", new Json("{}")));
        if (round % 3 != 0) {
          channel.awaitSubscribed(Duration.ofSeconds(60));
        }
        sent.add(channel.broadcast("late", new Json("{}")));
        channel.recheck();
        sent.add(channel.track(new Json("{\"round\":" + round + "}")));
      }
    }
    return sent;
  }

  private static void storm(RoomProject project, AtomicBoolean over) {
    for (int gust = 0; !over.get(); gust++) {
      switch (gust % 3) {
        case 0 -> project.server().faults().cutSockets();
        case 1 -> project.server().faults().crashChannels("room:" + (1 + gust % THREADS));
        default -> project.server().faults().closeSockets(1012);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(150);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static String outcome(CompletableFuture<Void> sent) throws Exception {
    try {
      sent.get(60, TimeUnit.SECONDS);
      return "sent";
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof NotAcknowledgedException) {
        return "not acknowledged";
      }
      return failure.getCause() instanceof ChannelClosedException ? "closed" : "lost";
    }
  }
}
