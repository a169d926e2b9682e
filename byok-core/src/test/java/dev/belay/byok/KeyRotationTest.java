package dev.belay.byok;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.byok.envelope.EnvelopeCipher;
import dev.belay.byok.envelope.EnvelopeContext;
import dev.belay.byok.envelope.EnvelopeException.Reason;
import dev.belay.byok.envelope.KeyRing;
import dev.belay.byok.envelope.Rings;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyRotationTest {

  private static final KeyRing OLD_RING = KeyRing.of("old", Rings.ascending(1));
  private static final KeyRing NEW_RING =
      KeyRing.of("new", Rings.ascending(2)).withOld("old", Rings.ascending(1));

  private final EnvelopeTable table = new EnvelopeTable();
  private final EnvelopeCipher oldCipher = EnvelopeCipher.of(OLD_RING);
  private final EnvelopeCipher newCipher = EnvelopeCipher.of(NEW_RING);
  private final KeyRotation rotation = KeyRotation.over(table, NEW_RING).withBatchSize(3);

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  @Test
  void bringsEveryEnvelopeUnderTheActiveKey() {
    seal(1, 10);
    RotationReport report = rotation.run();
    assertThat(report.rotated()).isEqualTo(10);
    assertThat(report.complete()).isTrue();
    assertThat(report.cursor()).isEqualTo(10);
    assertAllUnder("new", 1, 10);
  }

  @Test
  void findsNothingToDoTheSecondTime() {
    seal(1, 10);
    rotation.run();
    List<String> before = table.texts();
    RotationReport report = rotation.run();
    assertThat(report.alreadyCurrent()).isEqualTo(report.examined()).isEqualTo(10);
    assertThat(report.rotated()).isZero();
    assertThat(table.texts()).isEqualTo(before);
  }

  @Test
  void completesOnAnEmptyTable() {
    RotationReport report = rotation.run();
    assertThat(report.complete()).isTrue();
    assertThat(report.examined()).isZero();
  }

  @Test
  void goesOnFromACursor() {
    seal(1, 7);
    RotationReport first = rotation.runBatch(0);
    assertThat(first.rotated()).isEqualTo(3);
    assertThat(first.complete()).isFalse();
    assertAllUnder("new", 1, 3);
    assertAllUnder("old", 4, 7);
    RotationReport second = rotation.runBatch(first.cursor());
    RotationReport third = rotation.runBatch(second.cursor());
    assertThat(third.cursor()).isEqualTo(7);
    assertThat(rotation.runBatch(third.cursor()).complete()).isTrue();
    assertAllUnder("new", 1, 7);
  }

  @Test
  void stopsWhereItIsInterruptedAndResumes() {
    seal(1, 10);
    table.beforeNextReplace(() -> table.beforeNextReplace(Thread.currentThread()::interrupt));
    RotationReport stopped = rotation.run();
    assertThat(Thread.interrupted()).as("the flag stays set").isTrue();
    assertThat(stopped.complete()).isFalse();
    assertThat(stopped.examined()).isEqualTo(2);
    assertThat(stopped.cursor()).isEqualTo(2);
    assertAllUnder("old", 3, 10);
    RotationReport resumed = rotation.run();
    assertThat(resumed.rotated()).isEqualTo(8);
    assertThat(resumed.alreadyCurrent()).isEqualTo(2);
    assertAllUnder("new", 1, 10);
  }

  @Test
  void losesNothingWhereTheDatabaseGoesAway() {
    seal(1, 10);
    table.failAfter(4);
    refusalOf(BackendUnavailableException.class, rotation::run);
    assertAllUnder("new", 1, 4);
    assertAllUnder("old", 5, 10);
    assertThat(rotation.run().rotated()).isEqualTo(6);
    assertAllUnder("new", 1, 10);
  }

  @Test
  void keepsAndReportsWhatItCannotRead() {
    seal(1, 2);
    String foreign =
        EnvelopeCipher.of(KeyRing.of("lost", Rings.ascending(3))).seal(Secret.of("sk"), context(3));
    table.put(3, user(3), "openai", foreign);
    table.put(4, user(4), "openai", table.text(1));
    table.put(5, user(5), "openai", table.text(2).substring(0, 60));
    table.put(6, user(6), "openai", null);
    table.put(7, user(7), "openai", "belay.v9.new.AAAA");
    String damaged = newCipher.seal(Secret.of("sk"), context(8)).replaceFirst("\\.new\\.", ".old.");
    table.put(8, user(8), "openai", damaged);
    List<String> before = table.texts().subList(2, 8);
    RotationReport report = rotation.run();
    assertThat(report.complete()).isTrue();
    assertThat(report.rotated()).isEqualTo(2);
    assertThat(report.examined()).isEqualTo(8);
    assertThat(report.unreadable())
        .containsExactly(
            unreadable(3, Reason.UNKNOWN_KEY_ID),
            unreadable(4, Reason.AUTHENTICATION_FAILED),
            unreadable(5, Reason.MALFORMED),
            unreadable(6, Reason.MISSING),
            unreadable(7, Reason.UNSUPPORTED_VERSION),
            unreadable(8, Reason.COMMITMENT_MISMATCH));
    assertThat(table.texts().subList(2, 8)).isEqualTo(before);
  }

  @Test
  void reportsADamagedEnvelopeOfTheActiveKeyToo() {
    table.put(1, user(1), "openai", newCipher.seal(Secret.of("sk"), context(2)));
    assertThat(rotation.run().unreadable())
        .containsExactly(unreadable(1, Reason.AUTHENTICATION_FAILED));
  }

  @Test
  void letsAConcurrentWriterWin() {
    seal(1, 3);
    String theirs = newCipher.seal(Secret.of("sk-their-new-key"), context(1));
    table.beforeNextReplace(() -> table.put(1, user(1), "openai", theirs));
    RotationReport report = rotation.run();
    assertThat(report.changedMeanwhile()).isEqualTo(1);
    assertThat(report.rotated()).isEqualTo(2);
    assertThat(table.text(1)).isEqualTo(theirs);
  }

  @Test
  void doesNotBringBackADeletedKey() {
    seal(1, 3);
    table.beforeNextReplace(() -> table.remove(1));
    RotationReport report = rotation.run();
    assertThat(report.changedMeanwhile()).isEqualTo(1);
    assertThat(table.texts()).hasSize(2);
  }

  @Test
  void leavesPlaintextAloneUnlessAskedToSealIt() {
    table.put(1, user(1), "openai", "sk-plain");
    assertThat(rotation.run().plaintext()).isEqualTo(1);
    assertThat(table.text(1)).isEqualTo("sk-plain");
    RotationReport report = rotation.sealingPlaintext().run();
    assertThat(report.sealed()).isEqualTo(1);
    assertThat(newCipher.open(table.text(1), context(1)).reveal()).isEqualTo("sk-plain");
  }

  @Test
  void leavesPlaintextThatIsNoKey() {
    table.put(1, user(1), "openai", "sk with a blank");
    table.put(2, user(2), "openai", "x".repeat(4097));
    RotationReport report = rotation.sealingPlaintext().run();
    assertThat(report.plaintext()).isEqualTo(2);
    assertThat(report.complete()).isTrue();
  }

  @Test
  void readsABatchInOneRoundTrip() {
    seal(1, 9);
    rotation.run();
    int before = table.calls();
    rotation.run();
    assertThat(table.calls() - before).as("three batches and an empty one").isEqualTo(4);
  }

  @Test
  void refusesABatchSizeOutOfBounds() {
    for (int size : new int[] {-1, 0, 1001}) {
      refusalOf(InvalidArgumentException.class, () -> rotation.withBatchSize(size));
    }
  }

  @Test
  void showsCountsInTheReportAndNoUser() {
    seal(1, 1);
    table.put(2, user(2), "openai", "belay.v1.damaged");
    RotationReport report = rotation.run();
    assertThat(report)
        .hasToString(
            "RotationReport[examined=2, rotated=1, alreadyCurrent=0, changedMeanwhile=0, sealed=0,"
                + " plaintext=0, unreadable=1, cursor=2, complete=true]");
  }

  private void seal(long from, long to) {
    for (long id = from; id <= to; id++) {
      table.put(id, user(id), "openai", oldCipher.seal(Secret.of("sk-" + id), context(id)));
    }
  }

  private void assertAllUnder(String keyId, long from, long to) {
    for (long id = from; id <= to; id++) {
      assertThat(EnvelopeCipher.keyId(table.text(id))).as("row %d", id).isEqualTo(keyId);
      assertThat(newCipher.open(table.text(id), context(id)).reveal()).isEqualTo("sk-" + id);
    }
  }

  private static EnvelopeContext context(long id) {
    return new EnvelopeContext(user(id), "openai");
  }

  private static UUID user(long id) {
    return new UUID(42, id);
  }

  private static UnreadableKey unreadable(long id, Reason reason) {
    return new UnreadableKey(user(id), "openai", reason);
  }
}
