package dev.belay.sql.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RaisedTextTest {

  @ParameterizedTest
  @CsvSource({"ERROR", "FEHLER", "ERREUR", "エラー", "ОШИБКА", "错误"})
  void knowsOurTextBehindTheSeverityOfAnyLanguage(String severity) {
    assertThat(RaisedText.of("22023", severity + ": belay: key must not be empty"))
        .contains("key must not be empty");
  }

  @Test
  void dropsDetailHintAndContext() {
    String message = "ERROR: belay: user does not exist\n  Detail: Key (a)=(b)\n  Where: PL/pgSQL";
    assertThat(RaisedText.of("23503", message)).contains("user does not exist");
  }

  @Test
  void knowsOurTextWithoutASeverityAsRestBringsIt() {
    assertThat(RaisedText.of("42501", "belay: Must be called as service role"))
        .contains("Must be called as service role");
  }

  @ParameterizedTest
  @ValueSource(strings = {"P0001", "22P02", "23505", "XX000", "57014", "2202", ""})
  void passesNothingOnForAStateThatOurSqlDoesNotRaise(String sqlState) {
    assertThat(RaisedText.of(sqlState, "ERROR: belay: forged")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ERROR: invalid input syntax for type uuid: \"belay: forged\"",
        "ERROR: x: belay: forged",
        "ERROR: belay:forged",
        "ERROR: belay: ",
        "ERROR: belay: forged\u001b[31m",
        "ERROR: belay: gef\u00e4lscht",
        "ERROR: refused\n  Detail: belay: forged",
        "ERROR: refused\nERROR: belay: forged",
        "two words: belay: forged",
        ""
      })
  void passesNothingOnThatIsNotCertainlyOurs(String message) {
    assertThat(RaisedText.of("22023", message)).isEmpty();
  }

  @Test
  void passesNothingOnWithoutAStateOrAMessage() {
    assertThat(RaisedText.of(null, "belay: x")).isEmpty();
    assertThat(RaisedText.ofWarning(null, "belay: x")).isEmpty();
    assertThat(RaisedText.ofWarning("01000", null)).isEmpty();
    assertThat(RaisedText.of("22023", null)).isEmpty();
  }

  @Test
  void passesNoEndlessTextOn() {
    assertThat(RaisedText.of("22023", "ERROR: belay: " + "a".repeat(5000))).isEmpty();
  }

  @Test
  void aWarningIsShownAndAMereNoticeIsNot() {
    assertThat(RaisedText.ofWarning("01000", "WARNING: belay: look at this"))
        .contains("look at this");
    assertThat(RaisedText.ofWarning("00000", "NOTICE: belay: look at this")).isEmpty();
    assertThat(RaisedText.ofWarning("01000", "WARNING: somebody else's words")).isEmpty();
  }
}
