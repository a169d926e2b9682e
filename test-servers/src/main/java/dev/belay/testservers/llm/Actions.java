package dev.belay.testservers.llm;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the routes of the providers do. */
final class Actions {

  private static final Set<String> ANTHROPIC_VERSIONS = Set.of("2023-06-01", "2026-10-21");

  private Actions() {}

  /** OpenAI's Chat Completions. */
  static Reply chat(LlmHost host, Call call) {
    Map<String, @Nullable Object> body = call.json();
    String model = requireModel(body);
    requireMessages(body);
    return host.forModel(
        model,
        Reply.json(
            200,
            """
            {"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":%s,\
            "choices":[{"index":0,"message":{"role":"assistant","content":"Hello."},\
            "finish_reason":"stop"}],\
            "usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}"""
                .formatted(Json.quote(model))));
  }

  /** Anthropic's Messages. */
  static Reply messages(LlmHost host, Call call) {
    Map<String, @Nullable Object> body = call.json();
    String model = requireModel(body);
    requireMessages(body);
    if (!(body.get("max_tokens") instanceof Number)) {
      throw new IllegalArgumentException("max_tokens: Field required");
    }
    return host.forModel(
        model,
        Reply.json(
            200,
            """
            {"id":"msg_1","type":"message","role":"assistant","model":%s,\
            "content":[{"type":"text","text":"Hello."}],"stop_reason":"end_turn",\
            "stop_sequence":null,"usage":{"input_tokens":1,"output_tokens":2}}"""
                .formatted(Json.quote(model))));
  }

  /** The list of models. */
  static Reply models(LlmHost host, Call call) {
    String data =
        host.models().stream()
            .map(model -> "{\"id\":%s,\"object\":\"model\"}".formatted(Json.quote(model)))
            .collect(Collectors.joining(","));
    return Reply.json(200, "{\"object\":\"list\",\"data\":[" + data + "]}");
  }

  /** xAI's account of the key. */
  static Reply xaiKey(LlmHost host, Call call) {
    return Reply.json(
        200,
        """
        {"redacted_api_key":"xai-...","name":"stand-in","acls":["api-key:model:*"],\
        "api_key_blocked":false,"api_key_disabled":false,"team_blocked":false}""");
  }

  /** OpenRouter's account of the key. */
  static Reply openRouterKey(LlmHost host, Call call) {
    return Reply.json(200, "{\"data\":{\"label\":\"sk-or-v1-...\",\"usage\":0,\"limit\":null}}");
  }

  /** The gateway's account of what is left to spend. */
  static Reply credits(LlmHost host, Call call) {
    return Reply.json(200, "{\"balance\":\"5.00\",\"total_used\":\"0.00\"}");
  }

  /** Refuses a request that does not name a version of Anthropic's API. */
  static Route.Action versioned(Route.Action action) {
    return (host, call) -> {
      String version =
          call.header("anthropic-version")
              .orElseThrow(
                  () -> new IllegalArgumentException("anthropic-version: header is required"));
      if (!ANTHROPIC_VERSIONS.contains(version)) {
        throw new IllegalArgumentException("anthropic-version: not a known version");
      }
      return action.run(host, call);
    };
  }

  private static String requireModel(Map<String, @Nullable Object> body) {
    if (body.get("model") instanceof String model && !model.isEmpty()) {
      return model;
    }
    throw new IllegalArgumentException("you must provide a model parameter");
  }

  private static void requireMessages(Map<String, @Nullable Object> body) {
    if (!(body.get("messages") instanceof List<?> messages) || messages.isEmpty()) {
      throw new IllegalArgumentException("messages: at least one message is required");
    }
  }
}
