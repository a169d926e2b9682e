package dev.belay.testservers.llm;

import java.util.List;
import java.util.Map;

/** The five providers as their documentation describes them. */
final class Providers {

  private Providers() {}

  static List<LlmHost> all() {
    return List.of(openAi(), anthropic(), xai(), openRouter(), gateway());
  }

  private static LlmHost openAi() {
    return new LlmHost(
        "api.openai.com",
        new OpenAiDialect(),
        Map.of(
            "POST /v1/chat/completions", new Route(Access.BEARER, Actions::chat),
            "GET /v1/models", new Route(Access.BEARER, Actions::models)),
        List.of("gpt-4o", "gpt-4o-mini", "gpt-5-mini", "gpt-5.4-mini"));
  }

  private static LlmHost anthropic() {
    return new LlmHost(
        "api.anthropic.com",
        new AnthropicDialect(),
        Map.of(
            "POST /v1/messages",
                new Route(Access.API_KEY_OR_BEARER, Actions.versioned(Actions::messages)),
            "GET /v1/models",
                new Route(Access.API_KEY_OR_BEARER, Actions.versioned(Actions::models)),
            "POST /v1/chat/completions", new Route(Access.BEARER, Actions::chat)),
        List.of("claude-haiku-4-5", "claude-opus-5"));
  }

  private static LlmHost xai() {
    return new LlmHost(
        "api.x.ai",
        new XaiDialect(),
        Map.of(
            "POST /v1/chat/completions", new Route(Access.BEARER, Actions::chat),
            "GET /v1/models", new Route(Access.BEARER, Actions::models),
            "GET /v1/api-key", new Route(Access.BEARER, Actions::xaiKey)),
        List.of("grok-4-fast", "grok-4.3"));
  }

  /** The list of models is public: it says nothing about a key. */
  private static LlmHost openRouter() {
    return new LlmHost(
        "openrouter.ai",
        new OpenRouterDialect(),
        Map.of(
            "POST /api/v1/chat/completions", new Route(Access.API_KEY_OR_BEARER, Actions::chat),
            "GET /api/v1/models", new Route(Access.PUBLIC, Actions::models),
            "GET /api/v1/key", new Route(Access.API_KEY_OR_BEARER, Actions::openRouterKey),
            "GET /api/v1/auth/key", new Route(Access.API_KEY_OR_BEARER, Actions::openRouterKey)),
        List.of(
            "anthropic/claude-haiku-4-5",
            "openai/gpt-4o-mini",
            "openai/gpt-5.4-mini",
            "x-ai/grok-4.3"));
  }

  /** As with OpenRouter, the list of models is public. */
  private static LlmHost gateway() {
    return new LlmHost(
        "ai-gateway.vercel.sh",
        new GatewayDialect(),
        Map.of(
            "POST /v1/chat/completions", new Route(Access.BEARER, Actions::chat),
            "POST /v1/messages", new Route(Access.API_KEY_OR_BEARER, Actions::messages),
            "GET /v1/models", new Route(Access.PUBLIC, Actions::models),
            "GET /v1/credits", new Route(Access.BEARER, Actions::credits)),
        List.of(
            "anthropic/claude-haiku-4-5",
            "anthropic/claude-opus-5",
            "openai/gpt-4o-mini",
            "openai/gpt-5.4-mini",
            "xai/grok-4.3"));
  }
}
