package dev.belay.cache.redis.rest;

import dev.belay.cache.redis.RedisClient;
import dev.belay.cache.redis.RedisCommand;
import dev.belay.cache.redis.RedisResult;
import dev.belay.cache.redis.RedisUnavailableException;
import dev.belay.cache.redis.RedisUnavailableException.Reason;
import dev.belay.cache.redis.internal.Answer;
import dev.belay.cache.redis.internal.Batch;
import dev.belay.support.BackendFault;
import dev.belay.support.BelayException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpExchangeException;
import dev.belay.support.http.HttpReply;
import dev.belay.support.http.HttpTransport;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One POST for one call. */
final class UpstashRedisClient implements RedisClient {

  private static final int OK = 200;

  private final HttpTransport http;
  private final URI address;
  private final Secret token;
  private final CommandBody body;
  private final Duration timeout;
  private final int responseLimit;
  private final SyncToken syncToken = new SyncToken();
  private volatile boolean closed;

  UpstashRedisClient(
      HttpTransport http,
      URI address,
      Secret token,
      CommandBody body,
      Duration timeout,
      int responseLimit) {
    this.http = http;
    this.address = address;
    this.token = token;
    this.body = body;
    this.timeout = timeout;
    this.responseLimit = responseLimit;
  }

  @Override
  public <T> T execute(RedisCommand<T> command) {
    Batch<T> batch = Batch.single(command);
    HttpReply reply = post(batch, address);
    List<Answer> answer = AnswerBody.one(reply).map(List::of).orElse(List.of());
    return results(batch, reply, Optional.of(answer)).get(0).orThrow();
  }

  @Override
  public <T> List<RedisResult<T>> pipeline(List<? extends RedisCommand<? extends T>> commands) {
    return many(Batch.pipeline(commands), "pipeline");
  }

  @Override
  public <T> List<RedisResult<T>> transaction(List<? extends RedisCommand<? extends T>> commands) {
    return many(Batch.transaction(commands), "multi-exec");
  }

  @Override
  public void close() {
    closed = true;
  }

  private <T> List<RedisResult<T>> many(Batch<T> batch, String path) {
    if (batch.commands().isEmpty()) {
      return List.of();
    }
    HttpReply reply = post(batch, address.resolve(path));
    Optional<List<Answer>> answers = AnswerBody.many(reply);
    if (answers.isEmpty()) {
      throw refusal(batch, reply);
    }
    return results(batch, reply, answers);
  }

  /** A discarded transaction is answered with one error, which can come with any status. */
  private static BelayException refusal(Batch<?> batch, HttpReply reply) {
    return AnswerBody.one(reply).filter(Answer.Refused.class::isInstance).isPresent()
        ? UpstashFaults.of(batch.toString(), reply)
        : UpstashFaults.unreadable(batch.toString(), reply);
  }

  private static <T> List<RedisResult<T>> results(
      Batch<T> batch, HttpReply reply, Optional<List<Answer>> answers) {
    return answers
        .filter(all -> all.size() == batch.commands().size())
        .map(all -> batch.results(all, code -> BackendFault.ofHttp(OK, null, code)))
        .orElseThrow(() -> UpstashFaults.unreadable(batch.toString(), reply));
  }

  private HttpReply post(Batch<?> batch, URI uri) {
    if (closed) {
      throw RedisUnavailableException.of(batch.toString(), Reason.CLIENT_CLOSED);
    }
    HttpCall.Builder call =
        HttpCall.post(uri)
            .bearer(token)
            .header("Upstash-Encoding", "base64")
            .body("application/json", body.of(batch))
            .timeout(timeout)
            .responseLimit(responseLimit)
            .idempotent(batch.idempotent());
    String sent = syncToken.addTo(call);
    HttpReply reply = exchange(batch, call.build());
    if (reply.status() != OK) {
      throw UpstashFaults.of(batch.toString(), reply);
    }
    syncToken.keep(batch, sent, reply);
    return reply;
  }

  @SuppressWarnings("UnusedException") // The reason says it.
  private HttpReply exchange(Batch<?> batch, HttpCall call) {
    try {
      return http.exchange(call);
    } catch (HttpExchangeException failure) {
      throw UpstashFaults.of(batch.toString(), failure);
    }
  }
}
