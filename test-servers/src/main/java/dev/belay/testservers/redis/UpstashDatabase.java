package dev.belay.testservers.redis;

import dev.belay.testservers.redis.UpstashRequest.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs requests on a primary and, where there is one, on a replica that does nothing by itself: it
 * takes over the primary's writes only as far as a request's sync token asks for.
 */
final class UpstashDatabase implements AutoCloseable {

  private static final List<byte[]> MULTI = List.of("MULTI".getBytes(StandardCharsets.US_ASCII));
  private static final List<byte[]> EXEC = List.of("EXEC".getBytes(StandardCharsets.US_ASCII));

  private final RespPool primary;
  private final @Nullable RedisServer replicaServer;
  private final RespPool replica;

  /** Every write, in the order in which the primary ran it. Guarded by this. */
  private final List<UpstashRequest> writes = Collections.synchronizedList(new ArrayList<>());

  private int applied;

  UpstashDatabase(RedisServer redis, @Nullable RedisServer replicaServer) {
    this.primary = new RespPool(redis);
    this.replicaServer = replicaServer;
    this.replica = new RespPool(replicaServer == null ? redis : replicaServer);
  }

  UpstashAnswer answer(UpstashRequest request) {
    if (request.kind() == Kind.TRANSACTION) {
      refusalOf(request)
          .ifPresent(
              error -> {
                throw new UpstashRefusal(400, error);
              });
    }
    List<RespValue> values = replicaServer == null ? run(primary, request) : replicated(request);
    String token = token(writes.size());
    if (request.kind() == Kind.SINGLE) {
      return UpstashAnswer.one(values.get(0), request.base64(), token);
    }
    return UpstashAnswer.many(values, request.base64(), token);
  }

  @Override
  public void close() {
    primary.close();
    replica.close();
    if (replicaServer != null) {
      replicaServer.close();
    }
  }

  private synchronized List<RespValue> replicated(UpstashRequest request) {
    if (request.commands().stream().allMatch(UpstashCommand::isRead)) {
      for (int wanted = seen(request.syncToken()); applied < wanted; applied++) {
        List<RespValue> unused = run(replica, writes.get(applied));
      }
      return run(replica, request);
    }
    List<RespValue> values = run(primary, request);
    writes.add(request);
    return values;
  }

  private static List<RespValue> run(RespPool redis, UpstashRequest request) {
    return request.kind() == Kind.TRANSACTION
        ? transaction(redis, request.commands())
        : inARow(redis, request);
  }

  /** What is refused is answered in its place, and the others run. */
  private static List<RespValue> inARow(RespPool redis, UpstashRequest request) {
    List<List<byte[]>> allowed =
        request.commands().stream()
            .filter(command -> command.refusal(request.readOnly()).isEmpty())
            .map(UpstashCommand::forRedis)
            .toList();
    List<RespValue> replies = new ArrayList<>(redis.call(allowed));
    List<RespValue> values = new ArrayList<>();
    for (UpstashCommand command : request.commands()) {
      Optional<String> refusal = command.refusal(request.readOnly());
      values.add(refusal.isPresent() ? new RespValue.Failure(refusal.get()) : replies.remove(0));
    }
    return values;
  }

  private static List<RespValue> transaction(RespPool redis, List<UpstashCommand> commands) {
    List<List<byte[]>> all = new ArrayList<>();
    all.add(MULTI);
    commands.forEach(command -> all.add(command.forRedis()));
    all.add(EXEC);
    List<RespValue> replies = redis.call(all);
    if (replies.get(replies.size() - 1) instanceof RespValue.Items executed) {
      return executed.items();
    }
    throw replies.stream()
        .filter(RespValue.Failure.class::isInstance)
        .map(failure -> new UpstashRefusal(400, ((RespValue.Failure) failure).message()))
        .findFirst()
        .orElseThrow();
  }

  private static Optional<String> refusalOf(UpstashRequest request) {
    return request.commands().stream()
        .flatMap(command -> command.refusal(request.readOnly()).stream())
        .findFirst();
  }

  private static String token(int writes) {
    return Base64.getEncoder().encodeToString(("w" + writes).getBytes(StandardCharsets.US_ASCII));
  }

  /** A token that is none asks for nothing. */
  private static int seen(String token) {
    try {
      String text = new String(Base64.getDecoder().decode(token), StandardCharsets.US_ASCII);
      return text.matches("w[0-9]{1,9}") ? Integer.parseInt(text.substring(1)) : 0;
    } catch (IllegalArgumentException malformed) {
      return 0;
    }
  }
}
