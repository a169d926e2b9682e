package dev.belay.testservers.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceTest {

  private static final String SECRET = "Zk93hYb2Lq0sXvB7nMwTfYh5RgC1pAeU";

  private final Evidence evidence = new Evidence();

  @BeforeEach
  void open() {
    evidence.rememberRandom("a key", SECRET);
    evidence.open();
  }

  @Test
  void namesTheSecretAndThePlaceAndShowsNeitherItNorItsNeighbour() {
    String neighbour = "uNeighbourOfIt0123456789";
    evidence.rememberRandom("other key", neighbour);
    evidence.add("a log", "first line\nsent " + SECRET + " with " + neighbour);
    assertThat(evidence.leaks())
        .extracting(Leak::toString)
        .containsExactly(
            "a key #1 (plain) in a log, after: sent ",
            "other key #2 (plain) in a log, after: (another secret)");
  }

  @Test
  void findsASecretAcrossTwoWritesInAVeryLongText() {
    for (int block = 0; block < 300; block++) {
      evidence.add("System.out", "x".repeat(10_000));
    }
    evidence.add("System.out", SECRET.substring(0, 9));
    evidence.add("System.out", SECRET.substring(9, 16));
    for (int block = 0; block < 300; block++) {
      evidence.add("System.out", "x".repeat(10_000));
    }
    assertThat(evidence.leaks()).hasSize(1);
  }

  @Test
  void takesNothingWhileNobodyListens() {
    evidence.close();
    evidence.add("System.out", SECRET);
    assertThat(evidence.leaks()).isEmpty();
  }

  @Test
  void readsAWatchedFileAtTheEndOrBeforeItIsDeleted(@TempDir Path directory) throws IOException {
    Path early = Files.writeString(directory.resolve("early"), SECRET);
    Path late = Files.writeString(directory.resolve("late"), "");
    evidence.watch("early log", early);
    evidence.watch("late log", late);
    evidence.unwatch(early);
    Files.delete(early);
    Files.writeString(late, "ö" + SECRET);
    assertThat(evidence.leaks()).extracting(Leak::source).containsExactly("early log", "late log");
  }

  @Test
  void readsEverythingThatAnExceptionSays() {
    Exception cause = new IllegalStateException("cause");
    cause.addSuppressed(new IllegalStateException("suppressed " + SECRET));
    SQLException first = new SQLException("first", cause);
    assertThat(ThrowableText.of(first)).contains(SECRET);

    SQLException chained = new SQLException("first");
    chained.setNextException(new SQLException("next " + SECRET));
    assertThat(ThrowableText.of(chained)).contains(SECRET);

    assertThat(ThrowableText.of(new QuietException(SECRET))).contains(SECRET);
  }

  @Test
  void refusesASecretThatOrdinaryTextWouldHold() {
    assertThatThrownBy(() -> evidence.rememberWhole("secret", "short"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("\"short\"");
  }

  /** Its stack trace shows the localised message only. */
  private static final class QuietException extends RuntimeException {

    QuietException(String message) {
      super(message);
    }

    @Override
    public String getLocalizedMessage() {
      return "quiet";
    }
  }
}
