package dev.belay.auth;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Steps through JSON of the plain kind that servers write: ASCII, no white space, whole numbers
 * that are not negative. For one thread.
 *
 * <p>Whatever else comes, malformed or only unusual, is an {@link UnfamiliarJson}: a general reader
 * has to judge it. What passes here is well-formed, and no name comes twice in an object. A text
 * that is cut short ends in an {@link IndexOutOfBoundsException}.
 */
final class PlainJson {

  private static final int DEEPEST = 8;
  private static final int MOST_NAMES = 64;

  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");
  private static final byte[] NULL = ascii("null");

  private final byte[] json;
  private int at;
  private int depth;

  /** Where the string that was read last begins and ends, and whether it has an escape. */
  private int start;

  private int end;
  private boolean escaped;

  /** Beginning and end of each name of the objects that are open, the innermost ones last. */
  private final long[] names = new long[MOST_NAMES];

  private int nameCount;

  /** Where the names of the innermost object begin, and a bit for each kind of name in it. */
  private int firstName;

  private long kinds;

  PlainJson(byte[] json) {
    this.json = json;
  }

  /** Steps over a character, if it is the next. */
  boolean take(char c) {
    if (json[at] != c) {
      return false;
    }
    at++;
    return true;
  }

  void expect(char c) {
    if (!take(c)) {
      throw new UnfamiliarJson();
    }
  }

  void expectEnd() {
    if (at != json.length) {
      throw new UnfamiliarJson();
    }
  }

  /** Reads a member's name and the colon; {@link #length} and {@link #is} tell of it. */
  void name() {
    string();
    if (escaped || start == end || nameCount == MOST_NAMES) {
      throw new UnfamiliarJson();
    }
    // Most names differ in length, first or last letter; only the others are compared.
    long kind = 1L << (end - start + json[start] * 7 + json[end - 1] * 3);
    if ((kinds & kind) != 0) {
      expectAnother();
    }
    kinds |= kind;
    names[nameCount++] = ((long) start << 32) | end;
    expect(':');
  }

  private void expectAnother() {
    for (int i = firstName; i < nameCount; i++) {
      if (Arrays.equals(json, start, end, json, (int) (names[i] >> 32), (int) names[i])) {
        throw new UnfamiliarJson();
      }
    }
  }

  /** Of the last string. */
  int length() {
    return end - start;
  }

  /** One byte of the last string. */
  byte byteAt(int index) {
    return json[start + index];
  }

  /** Whether the last string is this one. */
  boolean is(byte[] text) {
    return Arrays.equals(json, start, end, text, 0, text.length);
  }

  /** Reads a string without escapes; false for {@code null}. */
  boolean text() {
    if (isNull()) {
      return false;
    }
    string();
    if (escaped) {
      throw new UnfamiliarJson();
    }
    return true;
  }

  /** The last string. */
  String lastString() {
    return new String(json, start, end - start, StandardCharsets.ISO_8859_1);
  }

  /** The last string as a UUID in its one form, or null. */
  @Nullable UUID uuid() {
    return Hex.uuid(json, start, end);
  }

  /** A truth value, where {@code null} counts as false. */
  boolean flag() {
    byte first = json[at];
    literal(first == 't' ? TRUE : first == 'f' ? FALSE : NULL);
    return first == 't';
  }

  /** A whole number, or null for {@code null}. */
  @Nullable Long number() {
    if (isNull()) {
      return null;
    }
    int first = at;
    at = JsonBytes.endOfNumber(json, at);
    return JsonBytes.number(json, first, at);
  }

  /** Steps over a value of any kind. */
  void skip() {
    switch (json[at]) {
      case '"' -> string();
      case '{' -> skipObject();
      case '[' -> skipArray();
      case 't' -> literal(TRUE);
      case 'f' -> literal(FALSE);
      case 'n' -> literal(NULL);
      default -> at = JsonBytes.endOfNumber(json, at);
    }
  }

  private void skipObject() {
    descend();
    int outerNames = firstName;
    long outerKinds = kinds;
    firstName = nameCount;
    kinds = 0;
    if (!take('}')) {
      do {
        name();
        skip();
      } while (take(','));
      expect('}');
    }
    nameCount = firstName;
    firstName = outerNames;
    kinds = outerKinds;
    depth--;
  }

  private void skipArray() {
    descend();
    if (!take(']')) {
      do {
        skip();
      } while (take(','));
      expect(']');
    }
    depth--;
  }

  private void descend() {
    at++;
    if (++depth > DEEPEST) {
      throw new UnfamiliarJson();
    }
  }

  private void string() {
    expect('"');
    start = at;
    escaped = false;
    end = JsonBytes.endOfPlain(json, at);
    if (json[end] != '"') {
      escaped = true;
      end = JsonBytes.endOfString(json, end);
    }
    at = end + 1;
  }

  private boolean isNull() {
    if (json[at] != 'n') {
      return false;
    }
    literal(NULL);
    return true;
  }

  private void literal(byte[] word) {
    if (!Arrays.equals(json, at, at + word.length, word, 0, word.length)) {
      throw new UnfamiliarJson();
    }
    at += word.length;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
