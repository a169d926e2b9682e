package dev.belay.auth;

import java.util.regex.Pattern;

/**
 * The names under which a session is stored: its own name, or that with {@code .0}, {@code .1}, …
 * where it takes several cookies. Names such as {@code …-code-verifier} are not among them.
 *
 * @param name the session's own name
 */
record CookieNames(String name) {

  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");

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
