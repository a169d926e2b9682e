package dev.belay.testservers.llm;

/** How one provider says no. Like the real ones, some repeat a part of the key that they refuse. */
interface Dialect {

  Reply missingKey();

  Reply wrongKey(String key);

  Reply unknownModel(String model);

  Reply badRequest(String reason);

  Reply unknownRoute(String route);

  /** The first and the last characters of a key, as error texts show it. */
  static String fragment(String key, int head, int tail) {
    if (key.length() <= head + tail) {
      return "***";
    }
    return key.substring(0, head) + "***" + key.substring(key.length() - tail);
  }
}
