package dev.belay.webhook.qstash;

import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendFault;
import dev.belay.support.BackendUnavailableException;
import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.ConflictException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpReply;
import dev.belay.support.http.HttpTransport;
import dev.belay.webhook.internal.JsonValue;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Sends requests to the API, and makes a typed failure of every answer that is not a success. */
final class QStashApi {

  private final HttpTransport http;
  private final String base;
  private final Secret token;
  private final Duration timeout;

  QStashApi(HttpTransport http, URI base, Secret token, Duration timeout) {
    this.http = http;
    this.base = base.toString();
    this.token = token;
    this.timeout = timeout;
  }

  /**
   * Begins a request.
   *
   * @param path what follows {@code /v2/}; a destination stands in it as it is
   */
  HttpCall.Builder call(HttpCall.Method method, String path) {
    return HttpCall.builder(method, URI.create(base + "/v2/" + path))
        .bearer(token)
        .timeout(timeout);
  }

  HttpReply send(HttpCall.Builder call) {
    HttpReply reply = http.exchange(call.build());
    if (reply.isSuccess()) {
      return reply;
    }
    throw failure(reply);
  }

  JsonValue json(HttpCall.Builder call) {
    return read(send(call));
  }

  /** Empty where what was asked for does not exist. */
  Optional<HttpReply> find(HttpCall.Builder call) {
    HttpReply reply = http.exchange(call.build());
    if (reply.status() == 404) {
      return Optional.empty();
    }
    if (reply.isSuccess()) {
      return Optional.of(reply);
    }
    throw failure(reply);
  }

  static JsonValue read(HttpReply reply) {
    return JsonValue.read(reply.body()).orElseThrow(() -> unexpected(reply.status()));
  }

  static BelayException unexpected(int status) {
    return new BackendUnavailableException(
        "QStash answered in a form that is not known",
        BackendFault.ofHttp(status, null, null),
        false);
  }

  private static BelayException failure(HttpReply reply) {
    BackendFault fault = BackendFault.ofHttp(reply.status(), null, null);
    return switch (reply.status()) {
      case 400, 413, 422 ->
          new InvalidArgumentException("QStash refuses the request as malformed", fault);
      case 401, 403 ->
          new AccessDeniedException(
              "QStash refuses the token: is it QSTASH_TOKEN of this region, and may it write?",
              fault);
      case 404 ->
          new ConfigurationException("QStash has no queue, URL group or route of that name", fault);
      case 409, 412 -> new ConflictException("QStash cannot do this in its present state", fault);
      case 429 -> QStashRateLimitedException.of(reply);
      default ->
          new BackendUnavailableException(
              "QStash failed with status " + reply.status(), fault, reply.status() >= 500);
    };
  }
}
