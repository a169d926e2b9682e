package dev.belay.realtime;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Of which type the ids of a kind of topic are. */
public enum TopicIdType {
  /** A UUID in its form of 36 characters, in upper or lower case. */
  UUID,
  /** 1 to 19 digits, at most 9223372036854775807. */
  BIGINT,
  /** Any text but the empty one, without control characters. */
  TEXT;

  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}");
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,19}");

  /** The id as the database would print it, or empty if it is none of this type. */
  Optional<String> canonical(String id) {
    return switch (this) {
      case UUID ->
          Optional.of(id)
              .filter(UUID_FORM.asMatchPredicate())
              .map(it -> it.toLowerCase(Locale.ROOT));
      case BIGINT ->
          Optional.of(id)
              .filter(DIGITS.asMatchPredicate())
              .map(BigInteger::new)
              .filter(number -> number.bitLength() < Long.SIZE)
              .map(BigInteger::toString);
      case TEXT ->
          Optional.of(id)
              .filter(it -> !it.isEmpty() && it.chars().noneMatch(Character::isISOControl));
    };
  }
}
