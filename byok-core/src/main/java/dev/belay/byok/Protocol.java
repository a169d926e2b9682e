package dev.belay.byok;

/** The wire format that a provider speaks at its base URL. */
public enum Protocol {

  /** OpenAI's chat completions: {@code POST <baseUrl>/chat/completions} with a bearer token. */
  OPENAI_CHAT,

  /**
   * Anthropic's messages: {@code POST <baseUrl>/messages} with {@code x-api-key} and {@code
   * anthropic-version}.
   */
  ANTHROPIC_MESSAGES
}
