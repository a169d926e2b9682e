package dev.belay.auth;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The cookies of a request (RFC 6265, section 5.4), of two with one name the first, as Node's
 * {@code cookie} reads them. Only names of interest are kept.
 */
final class RequestCookies {

  private static final String HEADER = "Cookie";

  private final Map<String, String> values;
  private final boolean tooLarge;

  private RequestCookies(Map<String, String> values, boolean tooLarge) {
    this.values = values;
    this.tooLarge = tooLarge;
  }

  /**
   * Reads the cookies of which {@code names} knows the name.
   *
   * @param largest how many characters all headers together may have
   */
  static RequestCookies of(AuthRequest request, CookieNames names, int largest) {
    Map<String, String> values = new LinkedHashMap<>();
    List<String> headers = request.headers(HEADER);
    if (headers.stream().mapToLong(String::length).sum() > largest) {
      return new RequestCookies(Map.of(), true);
    }
    for (String header : headers) {
      for (String pair : header.split(";", -1)) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? "" : pair.substring(0, equals).strip();
        if (names.isOfTheSession(name)) {
          values.putIfAbsent(name, unquoted(pair.substring(equals + 1).strip()));
        }
      }
    }
    return new RequestCookies(values, false);
  }

  boolean isTooLarge() {
    return tooLarge;
  }

  Set<String> names() {
    return values.keySet();
  }

  /** A value without its percent-encoding; one whose encoding is broken stays as it is. */
  Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name))
        .map(RequestCookies::percentDecoded)
        .filter(value -> !value.isEmpty());
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  private static String percentDecoded(String value) {
    if (value.indexOf('%') < 0) {
      return value;
    }
    byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
    byte[] decoded = new byte[encoded.length];
    int length = 0;
    for (int i = 0; i < encoded.length; i++) {
      int octet = encoded[i];
      if (octet == '%') {
        octet = i + 2 < encoded.length ? octet(encoded[i + 1], encoded[i + 2]) : -1;
        if (octet < 0) {
          return value;
        }
        i += 2;
      }
      decoded[length++] = (byte) octet;
    }
    return Utf8.decode(decoded, length).orElse(value);
  }

  private static int octet(byte high, byte low) {
    int first = Character.digit(high, 16);
    int second = Character.digit(low, 16);
    return first < 0 || second < 0 ? -1 : first * 16 + second;
  }
}
