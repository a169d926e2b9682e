package dev.belay.webhook.send.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpExchangeException;
import dev.belay.support.http.HttpExchangeException.Reason;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClaimSizeTest {

  private static HttpExchangeException failure(Reason reason) {
    return HttpExchangeException.of(
        HttpCall.post(URI.create("https://db.example.org/")).build(), reason);
  }

  @ParameterizedTest
  @EnumSource(names = {"BODY_TOO_LARGE", "TIMED_OUT"})
  void halvesWhatWasAskedForDownToOne(Reason reason) {
    ClaimSize size = new ClaimSize(100);
    assertThat(size.failed(9, failure(reason))).isTrue();
    assertThat(size.most()).isEqualTo(4);
    assertThat(size.failed(4, failure(reason))).isTrue();
    assertThat(size.failed(2, failure(reason))).isTrue();
    assertThat(size.most()).isEqualTo(1);
    assertThat(size.failed(1, failure(reason))).isFalse();
    assertThat(size.most()).isEqualTo(1);
  }

  @Test
  void noOtherFailureSaysAnythingOfTheSize() {
    ClaimSize size = new ClaimSize(100);
    assertThat(size.failed(100, failure(Reason.CONNECT_FAILED))).isFalse();
    assertThat(size.failed(100, new BackendUnavailableException("away", BackendFault.none(), true)))
        .isFalse();
    assertThat(size.most()).isEqualTo(100);
  }

  @Test
  void growsBySmallStepsToWhereItBegan() {
    ClaimSize size = new ClaimSize(100);
    size.failed(2, failure(Reason.BODY_TOO_LARGE));
    for (int claim = 0; claim < 10; claim++) {
      assertThat(size.most()).isEqualTo(1);
      size.succeeded();
    }
    assertThat(size.most()).isEqualTo(2);
    for (int claim = 0; claim < 1000; claim++) {
      size.succeeded();
    }
    assertThat(size.most()).isEqualTo(100);
  }
}
