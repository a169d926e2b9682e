package dev.belay.benchmarks;

import java.net.URI;
import java.util.List;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;

/**
 * The least that ten commands over RESP can cost: one connection, no pool, replies as they come.
 */
final class BareJedis implements Counting {

  private final Connection connection;
  private final List<String> keys;

  BareJedis(URI address, List<String> keys) {
    this.connection = new Connection(address.getHost(), address.getPort());
    this.keys = keys;
  }

  @Override
  public Object increment() {
    return send(Command.INCR);
  }

  @Override
  public Object read() {
    return send(Command.GET);
  }

  @Override
  public void close() {
    connection.close();
  }

  private List<Object> send(Command command) {
    for (String key : keys) {
      connection.sendCommand(command, key);
    }
    return connection.getMany(keys.size());
  }
}
