package dev.belay.cache.redis.resp;

import dev.belay.cache.redis.RedisCommand;
import dev.belay.cache.redis.RedisReply;
import dev.belay.cache.redis.RedisUnavailableException;
import dev.belay.cache.redis.RedisUnavailableException.Reason;
import dev.belay.cache.redis.internal.Answer;
import dev.belay.cache.redis.internal.Batch;
import dev.belay.cache.redis.internal.RedisErrors;
import dev.belay.support.BackendFault;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisDataException;

/** One round trip on one connection: all commands out, then all replies in. */
final class RespExchange {

  private RespExchange() {}

  static List<Answer> on(Connection connection, Batch<?> batch) {
    boolean complete = false;
    try {
      List<Answer> answers =
          batch.kind() == Batch.Kind.TRANSACTION
              ? transaction(connection, batch)
              : inARow(connection, batch);
      complete = true;
      return answers;
    } finally {
      if (!complete) {
        // Replies may still be on their way: the next call must not take them for its own.
        connection.setBroken();
      }
    }
  }

  private static List<Answer> inARow(Connection connection, Batch<?> batch) {
    batch.commands().forEach(command -> send(connection, command));
    return answers(connection.getMany(batch.commands().size()));
  }

  /** The replies are in that of EXEC; before it, each command is only said to be queued. */
  private static List<Answer> transaction(Connection connection, Batch<?> batch) {
    send(connection, "MULTI", List.of());
    batch.commands().forEach(command -> send(connection, command));
    send(connection, "EXEC", List.of());
    List<Object> replies = connection.getMany(batch.commands().size() + 2);
    if (replies.get(replies.size() - 1) instanceof List<?> executed) {
      return answers(executed);
    }
    throw answers(replies).stream()
        .filter(Answer.Refused.class::isInstance)
        .map(refusal -> ((Answer.Refused) refusal).text())
        .findFirst()
        .map(text -> RedisErrors.of(batch.toString(), text, BackendFault::ofCode))
        .orElseGet(() -> RedisUnavailableException.of(batch.toString(), Reason.UNREADABLE_REPLY));
  }

  private static void send(Connection connection, RedisCommand<?> command) {
    send(connection, command.name(), command.arguments());
  }

  private static void send(Connection connection, String name, List<String> arguments) {
    byte[] raw = bytes(name);
    connection.sendCommand(
        () -> raw, arguments.stream().map(RespExchange::bytes).toArray(byte[][]::new));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static List<Answer> answers(List<?> replies) {
    return replies.stream().map(RespExchange::answer).toList();
  }

  private static Answer answer(@Nullable Object reply) {
    return reply instanceof JedisDataException error
        ? new Answer.Refused(String.valueOf(error.getMessage()))
        : new Answer.Replied(reply(reply));
  }

  private static RedisReply reply(@Nullable Object reply) {
    if (reply == null) {
      return new RedisReply.Nil();
    }
    if (reply instanceof Long number) {
      return new RedisReply.Whole(number);
    }
    if (reply instanceof byte[] bytes) {
      return new RedisReply.Text(bytes);
    }
    if (reply instanceof List<?> items) {
      return new RedisReply.Items(items.stream().map(RespExchange::reply).toList());
    }
    throw RedisUnavailableException.of("Reading a reply", Reason.UNREADABLE_REPLY);
  }
}
