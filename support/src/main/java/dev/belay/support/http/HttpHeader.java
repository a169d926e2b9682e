package dev.belay.support.http;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

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

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");
  private static final Pattern VALUE =
      Pattern.compile("[\\x21-\\x7e](?:[\\x20-\\x7e\\t]{0,8190}[\\x21-\\x7e])?");

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
    if (!NAME.matcher(name).matches()) {
      throw new InvalidArgumentException("A header's name is empty, too long or not allowed");
    }
    if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
      throw new InvalidArgumentException("The transport sets the header " + name + " itself");
    }
    if (!VALUE.matcher(value.reveal()).matches()) {
      throw new InvalidArgumentException(
          "The value of the header "
              + name
              + " is longer than 8192 characters, begins or ends with a space, or has a character"
              + " that is not visible ASCII");
    }
  }
}
