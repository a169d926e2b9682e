package dev.belay.examples.travel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.sql.DatabaseShape;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * That {@code TopicAuthorizer} over JDBC, the same over REST, row-level security on {@code
 * realtime.messages} and the rules written down a second time give one answer, 100,000 times. That
 * it would find a difference is shown by {@code TopicParityTest} of {@code realtime-core}.
 */
class TravelParityTest {

  private static final int DECISIONS = Integer.getInteger("belay.parity.decisions", 100_000);

  @Test
  @Timeout(1800)
  void allWhoDecideAgreeOnAHostedProject() throws SQLException {
    agree(DatabaseShape.SUPABASE, DECISIONS);
  }

  @Test
  @Timeout(600)
  void allWhoDecideAgreeOnPlainPostgres() throws SQLException {
    agree(DatabaseShape.PLAIN, DECISIONS / 10);
  }

  private static void agree(DatabaseShape shape, int most) throws SQLException {
    long seed = Long.getLong("belay.parity.seed", System.nanoTime());
    List<String> differences = new ArrayList<>();
    try (TravelWorld world = TravelWorld.create(shape, seed)) {
      while (world.parity().decisions() < most && differences.size() < 20) {
        differences.addAll(world.round(400));
      }
      System.out.println(world.report());
      assertThat(differences).as(world.report()).isEmpty();
      assertThat(world.parity().readable()).isGreaterThan(most / 100L);
      assertThat(world.parity().writable()).isGreaterThan(most / 100L);
    }
  }
}
