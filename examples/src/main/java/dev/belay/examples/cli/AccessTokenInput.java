package dev.belay.examples.cli;

import dev.belay.support.ConfigurationException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where a command reads a user's access token from. Never from its arguments. */
final class AccessTokenInput {

  private static final int LONGEST = 16_384;

  @ArgGroup private Source source = new Source();

  /** Where it is; at most one. */
  static final class Source {

    @Option(
        names = "--token-from-env",
        paramLabel = "NAME",
        description = "Variable that holds the user's access token. Default: standard input.")
    private @Nullable String variable;

    @Option(names = "--no-token", description = "Nobody is signed in: only the key is sent.")
    private boolean none;
  }

  /** The token, or empty where none is wanted. */
  Optional<Secret> read(Surroundings outside) {
    if (source.none) {
      return Optional.empty();
    }
    String variable = source.variable;
    return Optional.of(variable == null ? fromInput(outside.input()) : named(outside, variable));
  }

  private static Secret named(Surroundings outside, String variable) {
    return outside
        .environment()
        .secret(variable)
        .map(AccessTokenInput::checked)
        .orElseThrow(
            () ->
                new ConfigurationException("The variable that --token-from-env names is not set"));
  }

  @SuppressWarnings("UnusedException") // Its message says nothing that helps.
  private static Secret fromInput(InputStream input) {
    try {
      byte[] bytes = input.readNBytes(LONGEST + 1);
      String text = new String(bytes, StandardCharsets.UTF_8).strip();
      if (text.isEmpty() || bytes.length > LONGEST) {
        throw new InvalidArgumentException(
            "There is no access token on standard input (for none, give --no-token)");
      }
      return checked(Secret.of(text));
    } catch (IOException e) {
      throw new ConfigurationException("Standard input cannot be read");
    }
  }

  /** A token that no header can carry is none. */
  private static Secret checked(Secret token) {
    return new HttpHeader("Authorization", token).value();
  }
}
