package dev.belay.support.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.testservers.leak.Refusals;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpHeaderTest {

  /** RFC 9110, sections 5.1, 5.5 and 5.6.2, less what is obsolete. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

  private static final Pattern VALUE =
      Pattern.compile("[\\x21-\\x7e](?:[\\x20-\\x7e\\t]*[\\x21-\\x7e])?");

  /** All of ASCII and Latin-1, and some that fold or look like a letter or a space. */
  private static IntStream characters() {
    return IntStream.concat(
        IntStream.rangeClosed(0, 0x17f), IntStream.of(0x212a, 0x2028, 0xff21, 0xfeff, 0xffff));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%c", "a%c", "%ca", "a%ca"})
  void takesTheCharactersOfAName(String form) {
    characters()
        .mapToObj(c -> form.replace("%c", Character.toString(c)))
        .forEach(name -> check(name, "v", NAME.matcher(name).matches()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"%c", "a%c", "%ca", "a%ca"})
  void takesTheCharactersOfAValue(String form) {
    characters()
        .mapToObj(c -> form.replace("%c", Character.toString(c)))
        .forEach(value -> check("X-One", value, VALUE.matcher(value).matches()));
  }

  @Test
  void boundsTheirLengths() {
    check("x".repeat(128), "v", true);
    check("x".repeat(129), "v", false);
    check("", "v", false);
    check("X-One", "v".repeat(8192), true);
    check("X-One", "v".repeat(8193), false);
  }

  private static void check(String name, String value, boolean allowed) {
    if (allowed) {
      assertThat(new HttpHeader(name, Secret.of(value)).value().reveal()).isEqualTo(value);
    } else {
      Refusals.refusalOf(
          InvalidArgumentException.class, () -> new HttpHeader(name, Secret.of(value)));
    }
  }
}
