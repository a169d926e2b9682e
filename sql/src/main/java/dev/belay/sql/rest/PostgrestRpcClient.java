package dev.belay.sql.rest;

import dev.belay.sql.RpcCall;
import dev.belay.sql.RpcClient;
import dev.belay.sql.RpcRow;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpHeader;
import dev.belay.support.http.HttpReply;
import dev.belay.support.http.HttpTransport;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** One POST per call. */
final class PostgrestRpcClient implements RpcClient {

  private static final HttpHeader ACCEPT_JSON =
      new HttpHeader("Accept", Secret.of("application/json"));

  private final HttpTransport http;
  private final URI functions;
  private final Credential credential;
  private final HttpHeader profile;
  private final Duration deadline;
  private final int responseLimit;

  PostgrestRpcClient(
      HttpTransport http,
      URI restUrl,
      Credential credential,
      String schema,
      Duration deadline,
      int responseLimit) {
    this.http = http;
    this.functions = restUrl.resolve("rpc/");
    this.credential = credential;
    this.profile = new HttpHeader("Content-Profile", Secret.of(schema));
    this.deadline = deadline;
    this.responseLimit = responseLimit;
  }

  @Override
  public void run(RpcCall call) {
    Answer unused = send(call);
  }

  @Override
  public <T> Optional<T> scalar(RpcCall call, Class<T> type) {
    ColumnType<T> known = ColumnType.of(type);
    return send(call).scalar(known);
  }

  @Override
  public <T> List<T> rows(RpcCall call, RpcRow.Mapper<T> mapper) {
    Objects.requireNonNull(mapper, "mapper");
    return send(call).rows(mapper);
  }

  private Answer send(RpcCall call) {
    Objects.requireNonNull(call, "call");
    HttpReply reply = http.exchange(post(call));
    if (!reply.isSuccess()) {
      throw PostgrestFaults.of(call.function(), reply);
    }
    return new Answer(call.function(), reply);
  }

  private HttpCall post(RpcCall call) {
    HttpCall.Builder post =
        HttpCall.post(functions.resolve(call.function()))
            .header(ACCEPT_JSON)
            .header(profile)
            .body("application/json", CallBody.of(call))
            .timeout(deadline)
            .responseLimit(responseLimit)
            .idempotent(call.isIdempotent());
    credential.applyTo(post);
    return post.build();
  }
}
