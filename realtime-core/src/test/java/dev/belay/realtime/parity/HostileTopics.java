package dev.belay.realtime.parity;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes topics that are nearly right, and texts that are not at all. */
public final class HostileTopics {

  private static final List<String> PIECES =
      List.of(
          "\0",
          "\ud800",
          "\udfff",
          "\ud83d\ude00",
          " ",
          "\n",
          "\r\n",
          "\t",
          "\u00a0",
          "\u200b",
          "\u202e",
          "\ufeff",
          "\u0660",
          "\u0967",
          "\uff11",
          "\u00e9",
          "e\u0301",
          "\u0130",
          ":",
          "::",
          "%",
          "%3A",
          "%00",
          "%31",
          "'",
          "''",
          "\"",
          "\\",
          "\\0",
          "$$",
          "$1",
          "?",
          "::uuid",
          "'::bigint",
          ";",
          "--",
          "/*",
          "*/",
          "' or true --",
          "' union select 1 --",
          "'); drop table realtime.messages; --",
          "null",
          "NaN",
          "Infinity",
          "1e3",
          "0x1",
          "-",
          "+",
          ".",
          ",",
          "_",
          "0",
          "00",
          "9223372036854775807",
          "9223372036854775808",
          "99999999999999999999",
          "{",
          "}",
          "[",
          "urn:uuid:",
          "realtime:",
          "user:",
          "USER:",
          "*",
          "#",
          "..",
          "/",
          "\u0001",
          "\u007f",
          "\u0085",
          "\uffff");

  private final Random random;

  public HostileTopics(Random random) {
    this.random = random;
  }

  /** A well-formed topic with one to three things done to it. */
  public String distorted(String topic) {
    String text = topic;
    for (int i = random.nextInt(3); i >= 0; i--) {
      text = distortedOnce(text);
    }
    return text;
  }

  private String distortedOnce(String text) {
    int at = random.nextInt(text.length() + 1);
    String before = text.substring(0, at);
    String after = text.substring(at);
    return switch (random.nextInt(14)) {
      case 0 -> before + piece() + after;
      case 1 -> text + piece();
      case 2 -> piece() + text;
      case 3 -> after.isEmpty() ? text : before + after.substring(1);
      case 4 -> after.isEmpty() ? text : before + piece() + after.substring(1);
      case 5 -> text.toUpperCase(Locale.ROOT);
      case 6 -> before + after.toUpperCase(Locale.ROOT);
      case 7 -> text.replace("-", "");
      case 8 -> text.replace(":", "%3A");
      case 9 -> beforeId(text, "{") + "}";
      case 10 -> beforeId(text, "0".repeat(1 + random.nextInt(25)));
      case 11 -> text + "x".repeat(random.nextInt(10) == 0 ? 10_000 : random.nextInt(300));
      case 12 -> after + before;
      default -> beforeId(text, piece());
    };
  }

  private static String beforeId(String text, String piece) {
    int id = text.indexOf(':') + 1;
    return text.substring(0, id) + piece + text.substring(id);
  }

  /** A text of pieces, now and then a very long one. */
  public String any() {
    int pieces = random.nextInt(200) == 0 ? 2_000 : random.nextInt(8);
    return IntStream.range(0, pieces).mapToObj(i -> piece()).collect(Collectors.joining());
  }

  private String piece() {
    return switch (random.nextInt(4)) {
      case 0 -> String.valueOf((char) random.nextInt(0x10000));
      case 1 -> String.valueOf((char) (0x20 + random.nextInt(0x5f)));
      default -> PIECES.get(random.nextInt(PIECES.size()));
    };
  }

  /** A UUID that the seed gives. */
  public UUID uuid() {
    return new UUID(random.nextLong(), random.nextLong());
  }
}
