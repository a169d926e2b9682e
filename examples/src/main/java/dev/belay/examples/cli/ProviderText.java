package dev.belay.examples.cli;

import dev.belay.byok.KeyProbe;
import dev.belay.byok.Provider;
import dev.belay.byok.ProviderId;
import dev.belay.byok.ProviderRegistry;
import dev.belay.support.InvalidArgumentException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads a provider of the operator's own, which speaks OpenAI's chat completions. No message
 * repeats what was typed.
 */
final class ProviderText implements ITypeConverter<Provider> {

  static final String FORM = "NAME=URL[,model=MODEL]";

  private static final String MODEL = "model=";

  /** What the protocol promises at this path; a page or another answer proves nothing of a key. */
  private static final KeyProbe MODELS = KeyProbe.get("/models").withProofs("/data");

  @Override
  public Provider convert(String text) {
    try {
      return parse(text);
    } catch (InvalidArgumentException malformed) {
      throw new TypeConversionException(String.valueOf(malformed.getMessage()));
    }
  }

  static Provider parse(String text) {
    int equals = text.indexOf('=');
    require(equals >= 0, "a provider is given as " + FORM);
    ProviderId id = ProviderId.of(text.substring(0, equals));
    require(
        ProviderRegistry.standard().find(id).isEmpty(),
        "a provider that comes with belay cannot be given another description");
    List<String> parts = Arrays.asList(text.substring(equals + 1).split(",", -1));
    return described(Provider.builder(id, url(parts.get(0))), parts.subList(1, parts.size()));
  }

  private static Provider described(Provider.Builder builder, List<String> settings) {
    require(
        settings.size() <= 1 && settings.stream().allMatch(setting -> setting.startsWith(MODEL)),
        "only " + MODEL + " may follow a provider's URL, and once");
    settings.forEach(setting -> builder.defaultModel(setting.substring(MODEL.length())));
    return builder.keyProbe(MODELS).build();
  }

  private static URI url(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException malformed) { // its message repeats the text
      throw new InvalidArgumentException("a provider's URL is https://host/path");
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new InvalidArgumentException(otherwise);
    }
  }
}
