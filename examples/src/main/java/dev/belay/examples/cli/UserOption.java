package dev.belay.examples.cli;

import java.util.UUID;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The user whose keys a command is about. */
final class UserOption {

  @Option(
      names = "--user",
      required = true,
      paramLabel = "UUID",
      converter = Strictly.class,
      description = "The user's id.")
  private UUID id;

  UUID id() {
    return id;
  }

  /** The JDK's parser takes half a UUID for a whole one. */
  static final class Strictly implements ITypeConverter<UUID> {

    private static final Pattern FORM =
        Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    @Override
    public UUID convert(String text) {
      if (!FORM.matcher(text).matches()) {
        throw new TypeConversionException(
            "a user id looks like 123e4567-e89b-12d3-a456-426614174000");
      }
      return UUID.fromString(text);
    }
  }
}
