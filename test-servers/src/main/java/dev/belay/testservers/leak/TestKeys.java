package dev.belay.testservers.leak;

import java.security.SecureRandom;
import java.util.stream.Collectors;

/**
 * Makes keys that look like those of the providers, each one new, and remembers it for the leak
 * scan. None of them was ever valid. Safe for use by many threads.
 */
public final class TestKeys {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String HEX = "0123456789abcdef";
  private static final String LETTERS_AND_DIGITS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final String URL_SAFE = LETTERS_AND_DIGITS + "-_";

  private TestKeys() {}

  /**
   * A key such as OpenAI's.
   *
   * @return {@code sk-} and 48 characters
   */
  public static String openai() {
    return remembered("OpenAI key", "sk-", random(LETTERS_AND_DIGITS, 48));
  }

  /**
   * A key such as Anthropic's.
   *
   * @return {@code sk-ant-api03-} and 95 characters
   */
  public static String anthropic() {
    return remembered("Anthropic key", "sk-ant-api03-", random(URL_SAFE, 93) + "AA");
  }

  /**
   * A key such as xAI's.
   *
   * @return {@code xai-} and 80 characters
   */
  public static String xai() {
    return remembered("xAI key", "xai-", random(LETTERS_AND_DIGITS, 80));
  }

  /**
   * A key such as OpenRouter's.
   *
   * @return {@code sk-or-v1-} and 64 hexadecimal digits
   */
  public static String openRouter() {
    return remembered("OpenRouter key", "sk-or-v1-", random(HEX, 64));
  }

  /**
   * A key such as that of Vercel's AI Gateway.
   *
   * @return {@code vck_} and 56 characters
   */
  public static String gateway() {
    return remembered("gateway key", "vck_", random(LETTERS_AND_DIGITS, 56));
  }

  /**
   * A key of another form.
   *
   * @param prefix how it begins; the prefix itself may appear anywhere
   * @param randomLength how many letters and digits follow, at least 12
   * @return the key
   */
  public static String withPrefix(String prefix, int randomLength) {
    return remembered("key " + prefix, prefix, random(LETTERS_AND_DIGITS, randomLength));
  }

  /**
   * Remembers a secret that the test made itself, such as a password. Only the whole of it counts
   * as a leak, since its parts can be ordinary words.
   *
   * @param secret at least 8 characters
   * @return the same secret
   */
  public static String remember(String secret) {
    Evidence.OF_THIS_RUN.rememberWhole("secret", secret);
    return secret;
  }

  /**
   * Remembers a secret of random characters that was made elsewhere, such as a signature. Any 12 of
   * its characters in a row count as a leak.
   *
   * @param secret at least 12 characters
   * @return the same secret
   */
  public static String rememberRandom(String secret) {
    return remembered("random secret", "", secret);
  }

  private static String remembered(String label, String prefix, String random) {
    Evidence.OF_THIS_RUN.rememberRandom(label, random);
    return prefix + random;
  }

  private static String random(String alphabet, int length) {
    return RANDOM
        .ints(length, 0, alphabet.length())
        .mapToObj(alphabet::charAt)
        .map(String::valueOf)
        .collect(Collectors.joining());
  }
}
