package dev.belay.support.http;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * One header of a request, checked before any client sees it.
 *
 * <p>Immutable. The check is here and not in the client, because the JDK's client prints a value
 * that it refuses, which would be somebody's key. The rules are those of RFC 9110, sections 5.1 and
 * 5.5, less what is obsolete: line breaks and bytes above 0x7E are refused.
 *
 * @param name the name: letters, digits and {@code !#$%&'*+-.^_`|~}, at most 128 characters, and
 *     none that the transport sets itself ({@code Host}, {@code Content-Length}, {@code
 *     Connection}, ...)
 * @param value the value: visible ASCII with single spaces or tabs inside, at most 8192 characters;
 *     wrapped whether or not it is a secret, so that nothing prints it
 */
public record HttpHeader(String name, Secret value) {

  private static final String SIGNS = "!#$%&'*+-.^_`|~";
  private static final int LONGEST_NAME = 128;
  private static final int LONGEST_VALUE = 8192;

  /** What describes the connection or the length of the body belongs to the transport. */
  private static final Set<String> RESERVED =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "keep-alive",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /**
   * Checks the name and the value.
   *
   * @param name see above
   * @param value see above
   * @throws InvalidArgumentException if either is not allowed; the message never holds the value
   */
  public HttpHeader {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(value, "value");
    if (!isName(name)) {
      throw new InvalidArgumentException("A header's name is empty, too long or not allowed");
    }
    if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
      throw new InvalidArgumentException("The transport sets the header " + name + " itself");
    }
    if (!isValue(value.reveal())) {
      throw new InvalidArgumentException(
          "The value of the header "
              + name
              + " is longer than 8192 characters, begins or ends with a space, or has a character"
              + " that is not visible ASCII");
    }
  }

  private static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!plain && SIGNS.indexOf(c) < 0) {
        return false;
      }
    }
    return !name.isEmpty() && name.length() <= LONGEST_NAME;
  }

  private static boolean isValue(String value) {
    if (value.isEmpty() || value.length() > LONGEST_VALUE) {
      return false;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (!isVisible(c) && c != ' ' && c != '\t') {
        return false;
      }
    }
    return isVisible(value.charAt(0)) && isVisible(value.charAt(value.length() - 1));
  }

  private static boolean isVisible(char c) {
    return c > ' ' && c < 0x7f;
  }
}
