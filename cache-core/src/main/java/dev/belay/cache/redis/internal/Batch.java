package dev.belay.cache.redis.internal;

import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.RedisCommand;
import dev.belay.cache.redis.RedisResult;
import dev.belay.cache.redis.RedisUnavailableException;
import dev.belay.cache.redis.RedisUnavailableException.Reason;
import dev.belay.support.BackendFault;
import dev.belay.support.BelayException;
import dev.belay.support.InvalidArgumentException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The commands of one round trip. Immutable.
 *
 * @param <T> what their replies have in common
 */
public final class Batch<T> {

  /** How the commands belong together. */
  public enum Kind {
    /** One command by itself. */
    SINGLE,
    /** Several, each by itself. */
    PIPELINE,
    /** Several, and nothing between them. */
    TRANSACTION
  }

  private final Kind kind;
  private final List<? extends RedisCommand<? extends T>> commands;

  private Batch(Kind kind, List<? extends RedisCommand<? extends T>> commands) {
    if (commands.size() > RedisClient.MOST_COMMANDS) {
      throw new InvalidArgumentException(
          "At most " + RedisClient.MOST_COMMANDS + " commands may be sent together");
    }
    this.kind = kind;
    this.commands = List.copyOf(commands);
  }

  /**
   * One command.
   *
   * @param <T> what its reply is read as
   * @param command the command
   * @return the batch
   */
  public static <T> Batch<T> single(RedisCommand<T> command) {
    return new Batch<>(Kind.SINGLE, List.of(command));
  }

  /**
   * Several commands, each by itself.
   *
   * @param <T> what their replies have in common
   * @param commands the commands, copied
   * @return the batch
   */
  public static <T> Batch<T> pipeline(List<? extends RedisCommand<? extends T>> commands) {
    return new Batch<>(Kind.PIPELINE, commands);
  }

  /**
   * Several commands and nothing between them.
   *
   * @param <T> what their replies have in common
   * @param commands the commands, copied
   * @return the batch
   */
  public static <T> Batch<T> transaction(List<? extends RedisCommand<? extends T>> commands) {
    return new Batch<>(Kind.TRANSACTION, commands);
  }

  /**
   * How the commands belong together.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * The commands.
   *
   * @return the commands in their order
   */
  public List<? extends RedisCommand<? extends T>> commands() {
    return commands;
  }

  /**
   * Whether all of it may be sent again.
   *
   * @return true if each command may
   */
  public boolean idempotent() {
    return commands.stream().allMatch(RedisCommand::idempotent);
  }

  /** What is sent, for a message: a command's name, or the number of commands. */
  @Override
  public String toString() {
    return switch (kind) {
      case SINGLE -> commands.get(0).name();
      case PIPELINE -> "A pipeline of " + commands.size();
      case TRANSACTION -> "A transaction of " + commands.size();
    };
  }

  /**
   * Reads the answers, each by itself.
   *
   * @param answers one for each command
   * @param faultOf the fault, of an error's code
   * @return one result for each command
   * @throws RedisUnavailableException if there are more or fewer answers than commands
   */
  public List<RedisResult<T>> results(
      List<Answer> answers, Function<? super String, BackendFault> faultOf) {
    if (answers.size() != commands.size()) {
      throw RedisUnavailableException.of(toString(), Reason.UNREADABLE_REPLY);
    }
    List<RedisResult<T>> results = new ArrayList<>(answers.size());
    for (int at = 0; at < answers.size(); at++) {
      results.add(result(commands.get(at), answers.get(at), faultOf));
    }
    return List.copyOf(results);
  }

  private RedisResult<T> result(
      RedisCommand<? extends T> command,
      Answer answer,
      Function<? super String, BackendFault> faultOf) {
    if (answer instanceof Answer.Refused refused) {
      return new RedisResult.Failure<>(RedisErrors.of(command.name(), refused.text(), faultOf));
    }
    try {
      return new RedisResult.Value<>(command.read(((Answer.Replied) answer).reply()));
    } catch (BelayException unreadable) {
      return new RedisResult.Failure<>(unreadable);
    }
  }
}
