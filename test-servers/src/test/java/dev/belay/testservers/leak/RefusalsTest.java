package dev.belay.testservers.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class RefusalsTest {

  @Test
  void givesTheExpectedFailureOrASubclassOfIt() {
    FileNotFoundException thrown = new FileNotFoundException("gone");
    IOException refusal =
        Refusals.refusalOf(
            IOException.class,
            () -> {
              throw thrown;
            });
    assertThat(refusal).isSameAs(thrown);
  }

  @Test
  void failsWhereNothingOrSomethingElseIsThrown() {
    assertThatThrownBy(() -> Refusals.refusalOf(IOException.class, () -> {}))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("nothing was thrown");
    assertThatThrownBy(() -> Refusals.refusalOf(IOException.class, () -> Integer.parseInt("x")))
        .isInstanceOf(AssertionError.class)
        .hasCauseInstanceOf(NumberFormatException.class);
  }
}
