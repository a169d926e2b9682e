package dev.belay.webhook.email;

import dev.belay.support.InvalidArgumentException;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * An address, with the name that is shown with it. It cannot hold a line break, a second address or
 * a header.
 *
 * <p>Its text form shows neither.
 *
 * @param name the name, at most 128 characters without control characters; empty for none
 * @param address {@code local@domain} in visible ASCII without quotes, brackets, commas, colons and
 *     semicolons, at most 254 characters
 */
public record EmailAddress(String name, String address) {

  private static final int LONGEST_ADDRESS = 254;
  private static final int LONGEST_NAME = 128;
  private static final Pattern ADDRESS =
      Pattern.compile(
          "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64})*"
              + "@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}))*");

  /**
   * Checks both.
   *
   * @param name see above
   * @param address see above
   * @throws InvalidArgumentException if either is of another form; the message repeats neither
   */
  public EmailAddress {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(address, "address");
    if (address.length() > LONGEST_ADDRESS || !ADDRESS.matcher(address).matches()) {
      throw new InvalidArgumentException("An e-mail address must have the form local@domain");
    }
    if (name.length() > LONGEST_NAME || !EmailText.isOneLine(name)) {
      throw new InvalidArgumentException(
          "The name of an e-mail address must be one line of at most 128 characters");
    }
  }

  /**
   * An address without a name.
   *
   * @param address see above
   * @return the address
   * @throws InvalidArgumentException if it is of another form
   */
  public static EmailAddress of(String address) {
    return new EmailAddress("", address);
  }

  /** {@code "Name" <address>}, the name in quotes whatever is in it (RFC 5322, section 3.4). */
  String formatted() {
    return name.isEmpty()
        ? address
        : "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\" <" + address + ">";
  }

  @Override
  public String toString() {
    return "EmailAddress";
  }
}
