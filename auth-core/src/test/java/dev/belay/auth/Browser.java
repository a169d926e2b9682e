package dev.belay.auth;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Keeps cookies between an answer and the next request, as a browser does. */
final class Browser {

  static final AuthRequest EMPTY = name -> List.of();

  private final Map<String, String> cookies = new LinkedHashMap<>();

  /** The next request of a browser that got only these cookies. */
  static AuthRequest with(List<SetCookie> setCookies) {
    Browser browser = new Browser();
    browser.take(setCookies);
    return browser.request();
  }

  static AuthRequest sending(String cookieHeader) {
    return AuthRequest.of(Map.of("Cookie", List.of(cookieHeader)));
  }

  void take(List<SetCookie> setCookies) {
    for (SetCookie cookie : setCookies) {
      String pair = cookie.header().reveal().split(";", 2)[0];
      if (cookie.isRemoval()) {
        cookies.remove(cookie.name());
      } else {
        cookies.put(cookie.name(), pair.substring(pair.indexOf('=') + 1));
      }
    }
  }

  AuthRequest request() {
    return cookies.isEmpty() ? EMPTY : sending(header());
  }

  String header() {
    return cookies.entrySet().stream()
        .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
        .collect(Collectors.joining("; "));
  }

  List<String> names() {
    return List.copyOf(cookies.keySet());
  }
}
