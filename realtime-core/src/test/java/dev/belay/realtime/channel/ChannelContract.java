package dev.belay.realtime.channel;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** What a channel does on a server that asks the database, whatever the protocol's version. */
abstract class ChannelContract
    implements ChannelMessageContract,
        ChannelAccessContract,
        ChannelRecoveryContract,
        ChannelLifeContract {

  private static final AtomicInteger ROOMS = new AtomicInteger();

  private static RoomProject project;

  private final int room = ROOMS.incrementAndGet();
  private final String topic = "room:" + room;
  private final Heard heard = new Heard();
  private final UUID speaker = project.member(room, true);
  private final UUID reader = project.member(room, false);

  @BeforeAll
  static void start() {
    project = RoomProject.create();
  }

  @AfterAll
  static void stop() {
    project.close();
  }

  @AfterEach
  void noMoreFaults() {
    project.server().faults().acceptJoins();
    project.server().faults().refuseUpgrades(0);
    project.server().faults().ignoreHeartbeats(false);
    project.server().faults().delay(Duration.ZERO);
  }

  @Override
  public RoomProject project() {
    return project;
  }

  @Override
  public String topic() {
    return topic;
  }

  @Override
  public Heard heard() {
    return heard;
  }

  @Override
  public UUID speaker() {
    return speaker;
  }

  @Override
  public UUID reader() {
    return reader;
  }
}
