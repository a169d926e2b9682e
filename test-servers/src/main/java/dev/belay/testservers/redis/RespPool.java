package dev.belay.testservers.redis;

import java.io.UncheckedIOException;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

/** Connections to one server, of which broken ones are replaced. Safe for use by many threads. */
final class RespPool implements AutoCloseable {

  private final RedisServer server;
  private final Deque<RespConnection> idle = new ConcurrentLinkedDeque<>();

  RespPool(RedisServer server) {
    this.server = server;
  }

  List<RespValue> call(List<List<byte[]>> commands) {
    if (commands.isEmpty()) {
      return List.of();
    }
    RespConnection used = idle.poll();
    if (used != null) {
      try {
        return on(used, commands);
      } catch (UncheckedIOException broken) {
        // The server was restarted since: what follows is the first attempt that it can see.
        close();
      }
    }
    return on(server.connect(), commands);
  }

  private List<RespValue> on(RespConnection connection, List<List<byte[]>> commands) {
    try {
      List<RespValue> replies = connection.call(commands);
      idle.push(connection);
      return replies;
    } catch (UncheckedIOException broken) {
      connection.close();
      throw broken;
    }
  }

  @Override
  public void close() {
    for (RespConnection next = idle.poll(); next != null; next = idle.poll()) {
      next.close();
    }
  }
}
