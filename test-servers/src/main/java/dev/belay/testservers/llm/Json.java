package dev.belay.testservers.llm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Just enough JSON to read a request, so that no JSON library comes into the class path of those
 * who use this module in their tests.
 */
final class Json {

  private static final int MAX_DEPTH = 64;

  private final String text;
  private int position;

  private Json(String text) {
    this.text = text;
  }

  /**
   * Reads one JSON object.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  static Map<String, @Nullable Object> object(String text) {
    Json json = new Json(text);
    json.skipSpace();
    Map<String, @Nullable Object> object = json.readObject(0);
    json.skipSpace();
    if (json.position != text.length()) {
      throw json.malformed();
    }
    return object;
  }

  /** Writes a text as a JSON string, quotes included. */
  static String quote(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < 0x20) {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  private @Nullable Object readValue(int depth) {
    if (depth > MAX_DEPTH) {
      throw malformed();
    }
    return switch (peek()) {
      case '{' -> readObject(depth);
      case '[' -> readArray(depth);
      case '"' -> readString();
      case 't' -> readWord("true", true);
      case 'f' -> readWord("false", false);
      case 'n' -> readWord("null", null);
      default -> readNumber();
    };
  }

  private Map<String, @Nullable Object> readObject(int depth) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    expect('{');
    if (takeIf('}')) {
      return object;
    }
    do {
      String name = readString();
      expect(':');
      skipSpace();
      object.put(name, readValue(depth + 1));
    } while (takeIf(','));
    expect('}');
    return object;
  }

  private List<@Nullable Object> readArray(int depth) {
    List<@Nullable Object> array = new ArrayList<>();
    expect('[');
    if (takeIf(']')) {
      return array;
    }
    do {
      skipSpace();
      array.add(readValue(depth + 1));
    } while (takeIf(','));
    expect(']');
    return array;
  }

  private String readString() {
    expect('"');
    StringBuilder value = new StringBuilder();
    while (peek() != '"') {
      char c = next();
      if (c < 0x20) {
        throw malformed();
      }
      value.append(c == '\\' ? readEscape() : c);
    }
    position++;
    return value.toString();
  }

  private char readEscape() {
    char c = next();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> readUnicode();
      default -> throw malformed();
    };
  }

  private char readUnicode() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(next(), 16);
      if (digit < 0) {
        throw malformed();
      }
      code = code * 16 + digit;
    }
    return (char) code;
  }

  private Double readNumber() {
    int start = position;
    while (position < text.length() && "+-.eE0123456789".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
    return Double.valueOf(text.substring(start, position));
  }

  private @Nullable Object readWord(String word, @Nullable Object value) {
    if (!text.startsWith(word, position)) {
      throw malformed();
    }
    position += word.length();
    return value;
  }

  private void expect(char wanted) {
    if (!takeIf(wanted)) {
      throw malformed();
    }
  }

  private boolean takeIf(char wanted) {
    skipSpace();
    boolean found = position < text.length() && text.charAt(position) == wanted;
    if (found) {
      position++;
    }
    return found;
  }

  private void skipSpace() {
    while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
  }

  private char next() {
    char c = peek();
    position++;
    return c;
  }

  private char peek() {
    if (position >= text.length()) {
      throw malformed();
    }
    return text.charAt(position);
  }

  private IllegalArgumentException malformed() {
    return new IllegalArgumentException("malformed JSON at character " + position);
  }
}
