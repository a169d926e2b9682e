package dev.belay.auth;

import dev.belay.support.Secret;

/**
 * One cookie to be set or removed. Immutable and safe for use by many threads. Its value is a
 * session, so it is shown by {@link #header()} alone.
 */
public final class SetCookie {

  private final String name;
  private final Secret header;
  private final boolean removal;

  SetCookie(String name, Secret header, boolean removal) {
    this.name = name;
    this.header = header;
    this.removal = removal;
  }

  /**
   * The cookie's name.
   *
   * @return such as {@code sb-<project>-auth-token.0}
   */
  public String name() {
    return name;
  }

  /**
   * The value of the response's header {@code Set-Cookie} (RFC 6265, section 4.1). Add the header,
   * since there may be several.
   *
   * @return the value
   */
  public Secret header() {
    return header;
  }

  /**
   * Whether the cookie is removed.
   *
   * @return true for a removal
   */
  public boolean isRemoval() {
    return removal;
  }

  /** The name, never the value. */
  @Override
  public String toString() {
    return "SetCookie[" + name + (removal ? ", removed]" : "]");
  }
}
