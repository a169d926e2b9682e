package dev.belay.cache.redis;

import dev.belay.support.InvalidArgumentException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * One command and how its reply is read. Immutable and safe for use by many threads.
 *
 * <p>Keys and values are Unicode texts and are stored in UTF-8. Bytes that are no text have to be
 * encoded by the caller, in base64 for instance: a command over REST is JSON. A time to live is 1
 * millisecond to 10 years; it is sent in seconds where it is whole seconds.
 *
 * <p>Source: Redis, "Commands"; all are there from version 6.2 on and at Upstash.
 *
 * @param <T> what the reply is read as
 */
public final class RedisCommand<T> {

  private final String name;
  private final List<String> arguments;
  private final boolean idempotent;
  private final Function<? super RedisReply, ? extends T> reader;

  private RedisCommand(
      String name,
      List<String> arguments,
      boolean idempotent,
      Function<? super RedisReply, ? extends T> reader) {
    this.name = name;
    this.arguments = arguments;
    this.idempotent = idempotent;
    this.reader = reader;
  }

  private static <T> RedisCommand<T> once(
      String name, List<String> arguments, Function<? super RedisReply, ? extends T> reader) {
    return new RedisCommand<>(name, Arguments.checked(arguments), false, reader);
  }

  /**
   * {@code GET}: the value of a key.
   *
   * @param key the key, not empty
   * @return the command; its reply is empty if there is no such key
   */
  public static RedisCommand<Optional<String>> get(String key) {
    return once("GET", List.of(Arguments.key(key)), Readers::optionalText).repeatable();
  }

  /**
   * {@code MGET}: the values of several keys.
   *
   * @param keys one key or more, none empty
   * @return the command; its reply has one item for each key, in their order, empty where there is
   *     no such key or it holds another kind of value
   */
  public static RedisCommand<List<Optional<String>>> mget(List<String> keys) {
    int count = keys.size();
    return once("MGET", Arguments.keys(keys), reply -> Readers.optionalTexts(reply, count))
        .repeatable();
  }

  /**
   * {@code SET}: stores a value for ever, in place of any other.
   *
   * @param key the key, not empty
   * @param value the value
   * @return the command; its reply is always true
   */
  public static RedisCommand<Boolean> set(String key, String value) {
    return once("SET", Arguments.of(key, value), Readers::wasSet).repeatable();
  }

  /**
   * {@code SET} with {@code EX} or {@code PX}: stores a value for a time.
   *
   * @param key the key, not empty
   * @param value the value
   * @param timeToLive how long it stays
   * @return the command; its reply is always true
   */
  public static RedisCommand<Boolean> set(String key, String value, Duration timeToLive) {
    return once("SET", Arguments.of(key, value, timeToLive), Readers::wasSet).repeatable();
  }

  /**
   * {@code SET} with {@code NX}: stores a value for ever, unless the key has one.
   *
   * @param key the key, not empty
   * @param value the value
   * @return the command; its reply says whether the value was stored
   */
  public static RedisCommand<Boolean> setIfAbsent(String key, String value) {
    return once("SET", Arguments.with(Arguments.of(key, value), "NX"), Readers::wasSet);
  }

  /**
   * {@code SET} with {@code NX} and {@code EX} or {@code PX}: stores a value for a time, unless the
   * key has one.
   *
   * <p>It is sent once. Where the reply is lost ({@link
   * RedisUnavailableException#maybeExecuted()}), a value that nobody else can have stored tells,
   * read back, who was first.
   *
   * @param key the key, not empty
   * @param value the value
   * @param timeToLive how long it stays
   * @return the command; its reply says whether the value was stored
   */
  public static RedisCommand<Boolean> setIfAbsent(String key, String value, Duration timeToLive) {
    return once("SET", Arguments.with(Arguments.of(key, value, timeToLive), "NX"), Readers::wasSet);
  }

  /**
   * {@code SET} with {@code XX}: stores a value for ever, if the key has one already.
   *
   * @param key the key, not empty
   * @param value the value
   * @return the command; its reply says whether the value was stored
   */
  public static RedisCommand<Boolean> setIfPresent(String key, String value) {
    return once("SET", Arguments.with(Arguments.of(key, value), "XX"), Readers::wasSet);
  }

  /**
   * {@code SET} with {@code XX} and {@code EX} or {@code PX}: stores a value for a time, if the key
   * has one already.
   *
   * @param key the key, not empty
   * @param value the value
   * @param timeToLive how long it stays
   * @return the command; its reply says whether the value was stored
   */
  public static RedisCommand<Boolean> setIfPresent(String key, String value, Duration timeToLive) {
    return once("SET", Arguments.with(Arguments.of(key, value, timeToLive), "XX"), Readers::wasSet);
  }

  /**
   * {@code GETDEL}: takes a value away.
   *
   * @param key the key, not empty
   * @return the command; its reply is the value, or empty if there was none
   */
  public static RedisCommand<Optional<String>> getAndDelete(String key) {
    return once("GETDEL", List.of(Arguments.key(key)), Readers::optionalText);
  }

  /**
   * {@code INCR}: adds one to a number; a missing one counts as 0.
   *
   * @param key the key, not empty
   * @return the command; its reply is the new number
   */
  public static RedisCommand<Long> increment(String key) {
    return once("INCR", List.of(Arguments.key(key)), Readers::whole);
  }

  /**
   * {@code INCRBY}: adds to a number; a missing one counts as 0.
   *
   * @param key the key, not empty
   * @param amount what is added; a negative amount is taken away
   * @return the command; its reply is the new number
   */
  public static RedisCommand<Long> incrementBy(String key, long amount) {
    return once("INCRBY", Arguments.of(key, Long.toString(amount)), Readers::whole);
  }

  /**
   * {@code EXPIRE} or {@code PEXPIRE}: says how long a key stays from now on.
   *
   * @param key the key, not empty
   * @param timeToLive how long it stays
   * @return the command; its reply says whether there is such a key
   */
  public static RedisCommand<Boolean> expire(String key, Duration timeToLive) {
    boolean seconds = Arguments.isWholeSeconds(timeToLive);
    String time = Arguments.amount(timeToLive);
    return once(seconds ? "EXPIRE" : "PEXPIRE", Arguments.of(key, time), Readers::flag)
        .repeatable();
  }

  /**
   * {@code PTTL}: how long a key stays.
   *
   * @param key the key, not empty
   * @return the command; its reply is empty if there is no such key, or it stays for ever
   */
  public static RedisCommand<Optional<Duration>> timeToLive(String key) {
    return once("PTTL", List.of(Arguments.key(key)), Readers::optionalTime).repeatable();
  }

  /**
   * {@code DEL}: removes a key. Where it had to be repeated, the reply can be false though it was
   * this command that removed the key.
   *
   * @param key the key, not empty
   * @return the command; its reply says whether there was such a key
   */
  public static RedisCommand<Boolean> delete(String key) {
    return once("DEL", List.of(Arguments.key(key)), Readers::flag).repeatable();
  }

  /**
   * {@code DEL}: removes several keys; about repetition see {@link #delete(String)}.
   *
   * @param keys one key or more, none empty
   * @return the command; its reply is how many of them there were
   */
  public static RedisCommand<Long> delete(List<String> keys) {
    return RedisCommand.<Long>once("DEL", Arguments.keys(keys), Readers::whole).repeatable();
  }

  /**
   * Replaces a value for a time, if it is the expected one, in one step (a script).
   *
   * @param key the key, not empty
   * @param expected what the key must hold
   * @param value the new value
   * @param timeToLive how long it stays
   * @return the command; its reply says whether the value was replaced
   */
  public static RedisCommand<Boolean> compareAndSet(
      String key, String expected, String value, Duration timeToLive) {
    String millis = Arguments.millis(timeToLive);
    return eval(Scripts.COMPARE_AND_SET, List.of(key), List.of(expected, value, millis))
        .map(Readers::flag);
  }

  /**
   * Removes a value, if it is the expected one, in one step (a script).
   *
   * @param key the key, not empty
   * @param expected what the key must hold
   * @return the command; its reply says whether the key was removed
   */
  public static RedisCommand<Boolean> compareAndDelete(String key, String expected) {
    return eval(Scripts.COMPARE_AND_DELETE, List.of(key), List.of(expected)).map(Readers::flag);
  }

  /**
   * {@code EVAL}: runs a script.
   *
   * @param script the text in Lua, without a first line {@code #!lua}: that depends on the server,
   *     and the client adds it where one is needed
   * @param keys every key that the script touches, none empty
   * @param arguments the other arguments
   * @return the command; its reply is what the script returns
   */
  public static RedisCommand<RedisReply> eval(
      String script, List<String> keys, List<String> arguments) {
    if (script.isBlank() || script.startsWith("#!")) {
      throw new InvalidArgumentException("A script must not be empty and has no first line #!");
    }
    List<String> words = new ArrayList<>();
    words.add(script);
    words.add(Integer.toString(keys.size()));
    keys.forEach(key -> words.add(Arguments.key(key)));
    words.addAll(arguments);
    return once("EVAL", words, Function.identity());
  }

  /**
   * {@code PING}: asks whether the server serves.
   *
   * @return the command; its reply is always true
   */
  public static RedisCommand<Boolean> ping() {
    return once("PING", List.of(), Readers::pong).repeatable();
  }

  /**
   * The same command, with another reading of its reply.
   *
   * @param <R> what the reply is then read as
   * @param reading makes it of what the reply was read as; never null
   * @return a copy
   */
  public <R> RedisCommand<R> map(Function<? super T, ? extends R> reading) {
    return new RedisCommand<>(
        name, arguments, idempotent, reply -> reading.apply(reader.apply(reply)));
  }

  /**
   * The same command, of which the caller knows that a second time does no harm, such as an {@code
   * INCR} whose number only has to be a new one. A client may then repeat it when its reply is
   * lost.
   *
   * @return a copy
   */
  public RedisCommand<T> repeatable() {
    return new RedisCommand<>(name, arguments, true, reader);
  }

  /**
   * The command's name.
   *
   * @return upper-case letters
   */
  public String name() {
    return name;
  }

  /**
   * What goes with the name: keys and values, which must not be printed.
   *
   * @return the arguments in their order
   */
  public List<String> arguments() {
    return arguments;
  }

  /**
   * Whether a client may send it again when it is not known whether it was executed.
   *
   * @return true where twice leaves what once leaves
   */
  public boolean idempotent() {
    return idempotent;
  }

  /**
   * Reads a reply to this command.
   *
   * @param reply what the server answered
   * @return what it means
   * @throws RedisUnavailableException if it is no reply to this command
   * @throws InvalidArgumentException if what is stored is not a text
   */
  public T read(RedisReply reply) {
    return Objects.requireNonNull(reader.apply(reply), "reading");
  }

  /** The name, never a key or a value. */
  @Override
  public String toString() {
    return name;
  }
}
