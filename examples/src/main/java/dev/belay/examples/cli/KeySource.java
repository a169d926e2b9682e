package dev.belay.examples.cli;

import dev.belay.support.ConfigurationException;
import dev.belay.support.Environment;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command reads the key from. Never from its arguments, which other users can see. */
final class KeySource {

  private static final int MAX_LENGTH = 2048;

  @Option(
      names = "--from-env",
      paramLabel = "NAME",
      description = "Variable that holds the key. Default: standard input.")
  private @Nullable String variable;

  Secret read(Surroundings outside) {
    return checked(
        variable == null
            ? fromInput(outside.input())
            : fromEnvironment(outside.environment(), variable));
  }

  private static Secret fromEnvironment(Environment environment, String name) {
    return environment
        .secret(name)
        .orElseThrow(
            () -> new ConfigurationException("The variable that --from-env names is not set"));
  }

  private static Secret fromInput(InputStream input) {
    try {
      byte[] bytes = input.readNBytes(MAX_LENGTH + 3);
      String text = new String(bytes, StandardCharsets.ISO_8859_1).replaceFirst("\\r?\\n\\z", "");
      if (text.isEmpty()) {
        throw new InvalidArgumentException("There is no key on standard input");
      }
      return Secret.of(text);
    } catch (IOException e) {
      throw new ConfigurationException("Standard input cannot be read");
    }
  }

  /** The same rules that the vault has, for a key that is sealed and stored by another program. */
  private static Secret checked(Secret key) {
    String text = key.reveal();
    if (text.length() > MAX_LENGTH) {
      throw new InvalidArgumentException("An API key has at most " + MAX_LENGTH + " characters");
    }
    if (!text.chars().allMatch(c -> c > ' ' && c <= '~')) {
      throw new InvalidArgumentException(
          "An API key is visible ASCII text without spaces, line breaks or control characters");
    }
    return key;
  }
}
