package dev.belay.testservers.leak;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretIndexTest {

  private static final String RANDOM = "k3Jd82Lq0ZsXvB7nMwTfYh5RgC1pAeUi49OoDxVtKmQrWyNb";
  private static final String WHOLE = "pass word/with+ümlaut";

  private final SecretIndex index = new SecretIndex();

  @BeforeEach
  void remember() {
    SecretForm.ofRandom("random", RANDOM).forEach(index::add);
    SecretForm.ofWhole("whole", WHOLE).forEach(index::add);
  }

  @Test
  void findsAKeyInTheMiddleOfAText() {
    assertThat(encodings("Authorization: Bearer sk-" + RANDOM + "\n")).containsExactly("plain");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 11, 36})
  void findsAnyTwelveCharactersInARowButNotEleven(int start) {
    assertThat(encodings("<" + RANDOM.substring(start, start + 12) + ">")).contains("plain");
    assertThat(encodings("<" + RANDOM.substring(start, start + 11) + ">")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "u", "us", "user:sk-"})
  void findsBase64WhateverStandsBeforeIt(String before) {
    byte[] bytes = (before + RANDOM + "tail").getBytes(UTF_8);
    assertThat(encodings(Base64.getEncoder().encodeToString(bytes))).containsOnly("base64");
    assertThat(encodings(Base64.getMimeEncoder().encodeToString(bytes))).containsOnly("base64");
    String whole = Base64.getUrlEncoder().encodeToString((before + WHOLE).getBytes(UTF_8));
    assertThat(encodings(whole)).containsOnly("base64");
  }

  @Test
  void findsHexadecimalDigitsAndListsOfBytes() {
    byte[] bytes = RANDOM.getBytes(UTF_8);
    assertThat(encodings("\\x" + HexFormat.of().formatHex(bytes))).containsExactly("hexadecimal");
    assertThat(encodings(HexFormat.of().withUpperCase().formatHex(bytes))).isNotEmpty();
    assertThat(encodings(Arrays.toString(bytes))).containsExactly("decimal bytes");
  }

  @Test
  void findsUrlEncodedAndOtherwiseCasedSecrets() {
    assertThat(encodings("?q=" + URLEncoder.encode(WHOLE, UTF_8))).containsExactly("URL-encoded");
    assertThat(encodings(WHOLE.toUpperCase(Locale.ROOT))).containsExactly("plain");
    assertThat(encodings(new String(WHOLE.getBytes(UTF_8), ISO_8859_1))).containsExactly("plain");
  }

  @Test
  void aPartOfAWholeSecretIsNoLeak() {
    assertThat(encodings(WHOLE.substring(1))).isEmpty();
    assertThat(encodings("x" + WHOLE + "x")).containsExactly("plain");
  }

  @Test
  void ordinaryTextHoldsNothing() {
    assertThat(encodings("sk-ant-api03-… the quick brown fox ".repeat(1000))).isEmpty();
    assertThat(encodings("")).isEmpty();
    assertThat(encodings("k3Jd8")).isEmpty();
  }

  private List<String> encodings(String text) {
    return index.find(text).stream().map(match -> match.form().encoding()).distinct().toList();
  }
}
