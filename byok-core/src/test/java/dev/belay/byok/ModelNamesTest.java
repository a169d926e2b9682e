package dev.belay.byok;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNamesTest {

  private static final Provider GROQ =
      Provider.builder(ProviderId.of("groq"), URI.create("https://api.groq.com/openai/v1"))
          .modelFamilies("llama")
          .defaultModel("llama-3.3-70b-versatile")
          .build();

  private static final ProviderRegistry REGISTRY = ProviderRegistry.standard().with(GROQ);
  private static final ModelNames NAMES = new ModelNames(REGISTRY);

  /** For each hint: what each provider makes of it. A dash stands for a foreign model. */
  @ParameterizedTest
  @CsvSource({
    // hint, openai, anthropic, xai, groq, openrouter, gateway
    "gpt-5.4-mini, gpt-5.4-mini, -, -, -, openai/gpt-5.4-mini, openai/gpt-5.4-mini",
    "chatgpt-4o-latest, chatgpt-4o-latest, -, -, -, openai/chatgpt-4o-latest, openai/chatgpt-4o-latest",
    "o1, o1, -, -, -, openai/o1, openai/o1",
    "o3-mini, o3-mini, -, -, -, openai/o3-mini, openai/o3-mini",
    "o4-mini, o4-mini, -, -, -, openai/o4-mini, openai/o4-mini",
    "openai/gpt-5.4, gpt-5.4, -, -, -, openai/gpt-5.4, openai/gpt-5.4",
    "OpenAI/gpt-5.4, gpt-5.4, -, -, -, openai/gpt-5.4, openai/gpt-5.4",
    "claude-haiku-4-5, -, claude-haiku-4-5, -, -, anthropic/claude-haiku-4-5, anthropic/claude-haiku-4-5",
    "anthropic/claude-haiku-4-5, -, claude-haiku-4-5, -, -, anthropic/claude-haiku-4-5, anthropic/claude-haiku-4-5",
    "grok-4.3, -, -, grok-4.3, -, x-ai/grok-4.3, xai/grok-4.3",
    "xai/grok-4.3, -, -, grok-4.3, -, x-ai/grok-4.3, xai/grok-4.3",
    "x-ai/grok-4.3, -, -, grok-4.3, -, x-ai/grok-4.3, xai/grok-4.3",
    "llama-3.3, -, -, -, llama-3.3, groq/llama-3.3, groq/llama-3.3",
    "groq/openai/gpt-oss-120b, -, -, -, openai/gpt-oss-120b, groq/openai/gpt-oss-120b, groq/openai/gpt-oss-120b",
    "meta-llama/llama-4, -, -, -, -, meta-llama/llama-4, meta-llama/llama-4",
    "meta-llama/llama-4:free, -, -, -, -, meta-llama/llama-4:free, meta-llama/llama-4:free",
    "my-own-model, my-own-model, my-own-model, my-own-model, my-own-model, openai/my-own-model, openai/my-own-model",
    "ft:gpt-4o-mini:team::id, ft:gpt-4o-mini:team::id, -, -, -, openai/ft:gpt-4o-mini:team::id, openai/ft:gpt-4o-mini:team::id",
    "openrouter/auto, -, -, -, -, openrouter/auto, -",
    "openrouter/anthropic/claude-opus-5, -, -, -, -, anthropic/claude-opus-5, -",
    "openrouter/xai/grok-4.3, -, -, -, -, x-ai/grok-4.3, -",
    "gateway/gpt-5.4, -, -, -, -, -, openai/gpt-5.4",
    "gateway/anthropic/claude-opus-5, -, -, -, -, -, anthropic/claude-opus-5"
  })
  void translatesAHintForEachProvider(
      String hint,
      String openai,
      String anthropic,
      String xai,
      String groq,
      String openrouter,
      String gateway) {
    assertThat(at(ProviderId.OPENAI, hint)).as("openai").isEqualTo(openai);
    assertThat(at(ProviderId.ANTHROPIC, hint)).as("anthropic").isEqualTo(anthropic);
    assertThat(at(ProviderId.XAI, hint)).as("xai").isEqualTo(xai);
    assertThat(at(GROQ.id(), hint)).as("groq").isEqualTo(groq);
    assertThat(at(ProviderId.OPENROUTER, hint)).as("openrouter").isEqualTo(openrouter);
    assertThat(at(ProviderId.GATEWAY, hint)).as("gateway").isEqualTo(gateway);
  }

  @ParameterizedTest
  @CsvSource({
    "openai, gpt-5.4-mini",
    "openrouter, openai/gpt-5.4-mini",
    "xai, grok-4.3",
    "gateway, openai/gpt-5.4-mini",
    "groq, llama-3.3-70b-versatile"
  })
  void takesTheDefaultModelWithoutAHint(String provider, String model) {
    assertThat(at(ProviderId.of(provider), "")).isEqualTo(model);
    assertThat(at(ProviderId.of(provider), "  ")).isEqualTo(model);
  }

  @Test
  void asksForAModelWhereThereIsNoDefault() {
    Provider anthropic = REGISTRY.get(ProviderId.ANTHROPIC);

    assertThat(NAMES.at(anthropic, ModelHint.none(), anthropic.defaultModel()))
        .isEqualTo(ModelChoice.REQUIRED);
  }

  @ParameterizedTest
  @CsvSource({
    "anthropic/claude-opus-5, anthropic",
    "claude-opus-5, anthropic",
    "x-ai/grok-4.3, xai",
    "grok-4.3, xai",
    "gpt-5.4, openai",
    "openrouter/auto, openrouter",
    "groq/anything, groq"
  })
  void knowsWhoseModelItIs(String hint, String owner) {
    assertThat(REGISTRY.all())
        .filteredOn(provider -> NAMES.belongsTo(provider, ModelHint.of(hint)))
        .extracting(provider -> provider.id().value())
        .containsExactly(owner);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "my-own-model", "meta-llama/llama-4"})
  void othersBelongToNobody(String hint) {
    assertThat(REGISTRY.all()).noneMatch(provider -> NAMES.belongsTo(provider, ModelHint.of(hint)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"two words", "line\nbreak", "caf\u00e9", "/model", "vendor/", "/", "nul\u0000"})
  void refusesMalformedHints(String hint) {
    refusalOf(InvalidArgumentException.class, () -> ModelHint.of(hint));
  }

  @Test
  void boundsTheLengthOfAHint() {
    assertThat(ModelHint.of("m".repeat(256)).text()).hasSize(256);
    assertThat(refusalOf(InvalidArgumentException.class, () -> ModelHint.of("m".repeat(257))))
        .hasMessageNotContaining("mmm");
  }

  private static String at(ProviderId id, String hint) {
    Provider provider = REGISTRY.get(id);
    ModelChoice choice = NAMES.at(provider, ModelHint.of(hint), provider.defaultModel());
    return choice.equals(ModelChoice.FOREIGN) ? "-" : choice.modelId();
  }
}
