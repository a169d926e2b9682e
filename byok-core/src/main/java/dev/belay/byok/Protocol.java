package dev.belay.byok;

import dev.belay.support.Secret;
import java.util.Map;

/** The wire format that a provider speaks at its base URL. */
public enum Protocol {

  /** OpenAI's chat completions: {@code POST <baseUrl>/chat/completions} with a bearer token. */
  OPENAI_CHAT,

  /**
   * Anthropic's messages: {@code POST <baseUrl>/messages} with {@code x-api-key} and {@code
   * anthropic-version}.
   */
  ANTHROPIC_MESSAGES;

  /** The request headers that carry a key. */
  Map<String, Secret> headers(Secret key, String anthropicVersion) {
    return this == ANTHROPIC_MESSAGES
        ? Map.of("x-api-key", key, "anthropic-version", Secret.of(anthropicVersion))
        : Map.of("Authorization", Secret.of("Bearer " + key.reveal()));
  }
}
