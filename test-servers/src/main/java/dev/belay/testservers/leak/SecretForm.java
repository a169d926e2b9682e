package dev.belay.testservers.leak;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One way in which a secret can be written, and how much of it is a leak.
 *
 * @param label which secret it is
 * @param encoding how it is written here
 * @param text the written secret, in lower case, since case says nothing about a match this long
 * @param minimum how many characters of the text in a row are a leak
 */
record SecretForm(String label, String encoding, String text, int minimum) {

  /** How many characters in a row of a random text are a leak. */
  static final int CHUNK = 12;

  /** All forms of a random text, of which any part of 12 characters is a leak. */
  static List<SecretForm> ofRandom(String label, String secret) {
    return of(label, secret, CHUNK);
  }

  /** All forms of a text that is only a leak as a whole. */
  static List<SecretForm> ofWhole(String label, String secret) {
    return of(label, secret, secret.length());
  }

  private static List<SecretForm> of(String label, String secret, int characters) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    String hex = HexFormat.of().formatHex(bytes);
    String decimal = Arrays.toString(bytes).replaceAll("[\\[\\]]", "");
    String url = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    String latin = new String(bytes, StandardCharsets.ISO_8859_1);
    boolean whole = characters == secret.length();
    Stream<SecretForm> plain =
        Stream.of(
            form(label, "plain", secret, whole, CHUNK),
            form(label, "plain", latin, whole, CHUNK),
            form(label, "URL-encoded", url, whole, CHUNK),
            form(label, "hexadecimal", hex, whole, 2 * CHUNK),
            form(label, "decimal bytes", decimal, whole, 4 * CHUNK));
    Stream<SecretForm> base64 =
        base64(bytes).stream().map(text -> form(label, "base64", text, whole, CHUNK + 2));
    Map<String, SecretForm> byText = new LinkedHashMap<>();
    Stream.concat(plain, base64).forEach(form -> byText.putIfAbsent(form.text(), form));
    return List.copyOf(byText.values());
  }

  private static SecretForm form(
      String label, String encoding, String text, boolean whole, int minimum) {
    return new SecretForm(
        label, encoding, SecretIndex.lower(text), whole ? text.length() : minimum);
  }

  /** What stays the same wherever in a longer text the bytes were when it was encoded. */
  private static Set<String> base64(byte[] bytes) {
    Set<String> forms = new LinkedHashSet<>();
    for (int before = 0; before < 3; before++) {
      byte[] shifted = new byte[before + bytes.length];
      System.arraycopy(bytes, 0, shifted, before, bytes.length);
      int start = (before * 8 + 5) / 6;
      int end = shifted.length * 8 / 6;
      forms.add(Base64.getEncoder().encodeToString(shifted).substring(start, end));
      forms.add(Base64.getUrlEncoder().encodeToString(shifted).substring(start, end));
    }
    return forms;
  }
}
