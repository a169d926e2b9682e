package dev.belay.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BelayExceptionTest {

  private static final BackendFault FAULT = BackendFault.ofHttp(503, "53300", "PGRST000");

  static Stream<BelayException> withFault() {
    return Stream.of(
        new InvalidArgumentException("text", FAULT),
        new AccessDeniedException("text", FAULT),
        new ConflictException("text", FAULT),
        new ConfigurationException("text", FAULT),
        new BackendUnavailableException("text", FAULT, true));
  }

  static Stream<BelayException> withoutFault() {
    return Stream.of(
        new InvalidArgumentException("text"),
        new AccessDeniedException("text"),
        new ConflictException("text"),
        new ConfigurationException("text"));
  }

  @ParameterizedTest
  @MethodSource("withFault")
  void keepsTheBackendsCodes(BelayException exception) {
    assertThat(exception).hasMessage("text").hasNoCause();
    assertThat(exception.fault().sqlState()).contains("53300");
    assertThat(exception.fault().httpStatus()).hasValue(503);
    assertThat(exception.fault().code()).contains("PGRST000");
    assertThat(exception.fault())
        .hasToString("BackendFault[sqlState=53300, httpStatus=503, code=PGRST000]");
  }

  @ParameterizedTest
  @MethodSource("withoutFault")
  void hasNoCodesWithoutABackend(BelayException exception) {
    assertThat(exception.fault()).isSameAs(BackendFault.none());
    assertThat(exception.fault().sqlState()).isEmpty();
    assertThat(exception.fault().httpStatus()).isEmpty();
    assertThat(exception.fault().code()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("withFault")
  void survivesSerialisationWithoutItsCodes(BelayException exception) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(exception);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      BelayException copy = (BelayException) in.readObject();
      assertThat(copy).hasSameClassAs(exception).hasMessage("text");
      assertThat(copy.fault()).isSameAs(BackendFault.none());
    }
  }

  @Test
  void saysWhetherTheSameCallCanSucceedLater() {
    assertThat(new BackendUnavailableException("text", FAULT, true).retryable()).isTrue();
    assertThat(new BackendUnavailableException("text", FAULT, false).retryable()).isFalse();
  }
}
