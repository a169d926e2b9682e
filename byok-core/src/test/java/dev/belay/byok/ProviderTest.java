package dev.belay.byok;

import static dev.belay.testservers.leak.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.support.InvalidArgumentException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderTest {

  private static final ProviderId OWN = ProviderId.of("own");
  private static final URI URL = URI.create("https://api.example.org/v1");

  @ParameterizedTest
  @CsvSource({
    "openai, https://api.openai.com/v1, OPENAI_CHAT, OPENAI_API_KEY, gpt-5.4-mini, false",
    "openrouter, https://openrouter.ai/api/v1, OPENAI_CHAT, OPENROUTER_API_KEY, openai/gpt-5.4-mini, true",
    "anthropic, https://api.anthropic.com/v1, ANTHROPIC_MESSAGES, ANTHROPIC_API_KEY, '', false",
    "xai, https://api.x.ai/v1, OPENAI_CHAT, XAI_API_KEY, grok-4.3, false",
    "gateway, https://ai-gateway.vercel.sh/v1, OPENAI_CHAT, AI_GATEWAY_API_KEY, openai/gpt-5.4-mini, true"
  })
  void fiveProvidersAreKnown(
      String id, URI url, Protocol protocol, String variable, String model, boolean router) {
    Provider provider = ProviderRegistry.standard().get(ProviderId.of(id));

    assertThat(provider.baseUrl()).isEqualTo(url);
    assertThat(provider.protocol()).isEqualTo(protocol);
    assertThat(provider.environmentVariable()).contains(variable);
    assertThat(provider.defaultModel().orElse("")).isEqualTo(model);
    assertThat(provider.router()).isEqualTo(router);
    assertThat(ProviderRegistry.standard().all()).hasSize(5);
  }

  @Test
  void aProviderCanBeAddedOrDescribedAnew() {
    Provider own = Provider.builder(OWN, URL).build();
    Provider other =
        Provider.builder(ProviderId.OPENAI, URI.create("https://eu.api.openai.com/v1")).build();

    ProviderRegistry registry = ProviderRegistry.standard().with(own).with(other);

    assertThat(registry.find(OWN)).contains(own);
    assertThat(registry.get(ProviderId.OPENAI)).isSameAs(other);
    assertThat(registry.all()).hasSize(6);
    assertThat(ProviderRegistry.standard().find(OWN)).isEmpty();
  }

  @Test
  void aProviderThatIsNotRegisteredIsRefused() {
    assertThat(
            refusalOf(InvalidArgumentException.class, () -> ProviderRegistry.standard().get(OWN)))
        .hasMessageContaining("own");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://api.example.org/v1",
        "https:/v1",
        "/v1",
        "mailto:someone@example.org",
        "https://user:hunter2@api.example.org/v1",
        "https://api.example.org/v1/",
        "https://api.example.org/v1?hunter2",
        "https://api.example.org/v1#hunter2"
      })
  void aBaseUrlIsPlainHttps(String url) {
    Provider.Builder builder = Provider.builder(OWN, URI.create(url));

    assertThat(refusalOf(InvalidArgumentException.class, builder::build))
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void aBlankDefaultModelIsRefused() {
    refusalOf(
        InvalidArgumentException.class, () -> Provider.builder(OWN, URL).defaultModel(" ").build());
  }

  @ParameterizedTest
  @CsvSource({"openai, openai", "OpenAI, openai", "' xai\t', xai", "a, a", "my_own-1, my_own-1"})
  void aNameIsNormalised(String name, String normal) {
    assertThat(ProviderId.of(name)).hasToString(normal).isEqualTo(new ProviderId(normal));
  }

  @ParameterizedTest
  @EmptySource
  @ValueSource(
      strings = {
        " ", "open ai", "-a", "_a", "a/b", "a.b", "a'b", "a\"b", "a\nb", "\u00fc", "\u0130x",
        "a\u0000"
      })
  void aMalformedNameIsRefused(String name) {
    refusalOf(InvalidArgumentException.class, () -> ProviderId.of(name));
  }

  @Test
  void aNameHasAtMostFiftyCharacters() {
    assertThat(ProviderId.of("p".repeat(50)).value()).hasSize(50);
    refusalOf(InvalidArgumentException.class, () -> ProviderId.of("p".repeat(51)));
  }

  @Test
  void namesAreOrdered() {
    assertThat(ProviderId.OPENAI).isLessThan(ProviderId.XAI);
  }
}
