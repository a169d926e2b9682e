package dev.belay.auth;

import java.util.regex.Pattern;

/**
 * The names under which a session is stored: its own name, or that with {@code .0}, {@code .1}, …
 * where it takes several cookies. A number above {@value #LAST} is none of ours: the largest
 * session needs fewer, and each name that a request makes up would cost a cookie to remove it.
 * Names such as {@code …-code-verifier} are not among them.
 *
 * @param name the session's own name
 */
record CookieNames(String name) {

  /** More than what a request may bring would fill. */
  static final int LAST = 63;

  private static final Pattern NUMBER = Pattern.compile("[0-9]|[1-5][0-9]|6[0-3]");

  boolean isOfTheSession(String cookie) {
    if (!cookie.startsWith(name)) {
      return false;
    }
    return cookie.length() == name.length()
        || (cookie.charAt(name.length()) == '.'
            && NUMBER.matcher(cookie.substring(name.length() + 1)).matches());
  }

  String chunk(int number) {
    return name + "." + number;
  }
}
