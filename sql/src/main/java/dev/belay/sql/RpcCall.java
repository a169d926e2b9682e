package dev.belay.sql;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A call of one SQL function with named arguments; immutable.
 *
 * <p>Names are checked here, so that they can stand in SQL text and in a URL; values are always
 * bound. The text form shows names only.
 */
public final class RpcCall {

  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  private final String function;
  private final List<Argument> arguments;
  private final boolean idempotent;

  private RpcCall(String function, List<Argument> arguments, boolean idempotent) {
    this.function = function;
    this.arguments = arguments;
    this.idempotent = idempotent;
  }

  /**
   * A call without arguments.
   *
   * @param function the function's name in schema {@code public}: lower-case letters, digits and
   *     underscores, at most 63
   * @return the call
   * @throws InvalidArgumentException if the name is of another form
   */
  public static RpcCall of(String function) {
    return new RpcCall(checkedName(function), List.of(), false);
  }

  /**
   * The same call with one argument more.
   *
   * @param name the parameter's name as the function declares it
   * @param value a {@code String}, {@code UUID}, {@code Boolean}, {@code Integer}, {@code Long},
   *     {@code Instant}, {@link Secret}, {@link Json}, or null
   * @return a new call
   * @throws InvalidArgumentException if the name is malformed or given twice, if the value is of
   *     another type, or if a text holds what PostgreSQL cannot store: the character U+0000 or half
   *     of a surrogate pair
   */
  public RpcCall with(String name, @Nullable Object value) {
    Argument argument = new Argument(checkedName(name), checkedValue(name, value));
    if (arguments.stream().anyMatch(known -> known.name().equals(name))) {
      throw new InvalidArgumentException("Argument " + name + " is given twice");
    }
    List<Argument> extended = new ArrayList<>(arguments);
    extended.add(argument);
    return new RpcCall(function, List.copyOf(extended), idempotent);
  }

  /**
   * The same call, marked as one that may be sent twice: where a backend cannot tell whether the
   * first attempt took effect, it may try again. Mark what reads, and what leaves the database as
   * it should be however often it runs; never a call whose answer tells what it changed.
   *
   * @return a new call
   */
  public RpcCall idempotent() {
    return new RpcCall(function, arguments, true);
  }

  /**
   * The function's name.
   *
   * @return the name without its schema
   */
  public String function() {
    return function;
  }

  /**
   * The arguments in the order in which they were added.
   *
   * @return an immutable list
   */
  public List<Argument> arguments() {
    return arguments;
  }

  /**
   * Whether the call may be sent twice.
   *
   * @return true after {@link #idempotent()}
   */
  public boolean isIdempotent() {
    return idempotent;
  }

  @Override
  public String toString() {
    return function + arguments.stream().map(Argument::name).toList();
  }

  private static String checkedName(String name) {
    if (!NAME.matcher(Objects.requireNonNull(name, "name")).matches()) {
      throw new InvalidArgumentException("Not the name of an SQL function or parameter");
    }
    return name;
  }

  private static @Nullable Object checkedValue(String name, @Nullable Object value) {
    if (value instanceof String text) {
      checkText(name, text);
    } else if (value instanceof Secret secret) {
      checkText(name, secret.reveal());
    } else if (value instanceof Json json) {
      checkText(name, json.text());
    } else if (!hasPlainText(value)) {
      throw new InvalidArgumentException("Argument " + name + " is of a type that cannot be sent");
    }
    return value;
  }

  private static boolean hasPlainText(@Nullable Object value) {
    return value == null
        || value instanceof UUID
        || value instanceof Boolean
        || value instanceof Integer
        || value instanceof Long
        || value instanceof Instant;
  }

  /** An encoder would turn half a surrogate pair into a question mark without a word. */
  private static void checkText(String name, String text) {
    boolean storable = text.codePoints().noneMatch(c -> c == 0 || isHalfOfPair(c));
    if (!storable) {
      throw new InvalidArgumentException(
          "Argument " + name + " holds a character that PostgreSQL cannot store");
    }
  }

  private static boolean isHalfOfPair(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  /**
   * One named argument.
   *
   * @param name the parameter's name
   * @param value the value, or null
   */
  public record Argument(String name, @Nullable Object value) {

    /** Does not show the value. */
    @Override
    public String toString() {
      return name;
    }
  }
}
