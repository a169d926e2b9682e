package dev.belay.examples.demo;

import dev.belay.byok.ProviderId;
import dev.belay.support.Secret;
import java.security.SecureRandom;
import java.util.Map;

/** Makes keys that look like the providers' own and open nothing. */
final class DemoKeys {

  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int LENGTH = 48;

  private static final Map<ProviderId, String> PREFIXES =
      Map.of(
          ProviderId.OPENAI, "sk-proj-",
          ProviderId.ANTHROPIC, "sk-ant-api03-",
          ProviderId.XAI, "xai-",
          ProviderId.OPENROUTER, "sk-or-v1-",
          ProviderId.GATEWAY, "vck_");

  private final SecureRandom random = new SecureRandom();

  Secret next(ProviderId provider) {
    StringBuilder key = new StringBuilder(PREFIXES.getOrDefault(provider, ""));
    random.ints(LENGTH, 0, LETTERS.length()).mapToObj(LETTERS::charAt).forEach(key::append);
    return Secret.of(key.toString());
  }
}
