package dev.belay.cache.redis.rest;

import dev.belay.cache.redis.RedisUnavailableException;
import dev.belay.cache.redis.RedisUnavailableException.Reason;
import dev.belay.cache.redis.internal.Answer;
import dev.belay.cache.redis.internal.RedisErrors;
import dev.belay.support.AccessDeniedException;
import dev.belay.support.BackendFault;
import dev.belay.support.BelayException;
import dev.belay.support.ConfigurationException;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.http.HttpExchangeException;
import dev.belay.support.http.HttpReply;
import java.util.Optional;

/** Makes the library's exceptions of what came back instead of a result. */
final class UpstashFaults {

  private UpstashFaults() {}

  /** There is no complete answer. */
  static RedisUnavailableException of(String what, HttpExchangeException failure) {
    Reason reason =
        switch (failure.reason()) {
          case UNKNOWN_HOST, ADDRESS_REFUSED, CONNECT_FAILED, CONNECT_TIMED_OUT, TLS_FAILED ->
              Reason.UNREACHABLE;
          case TIMED_OUT -> Reason.TIMED_OUT;
          case CONNECTION_LOST, CLIENT_FAILED -> Reason.CONNECTION_LOST;
          case BODY_TOO_LARGE, MALFORMED_ANSWER -> Reason.UNREADABLE_REPLY;
          case TOO_MANY_CALLS -> Reason.NO_FREE_CONNECTION;
          case INTERRUPTED -> Reason.INTERRUPTED;
        };
    return RedisUnavailableException.of(what, reason, failure.maybeSent(), BackendFault.none());
  }

  /** The status is not one of success. A server's own failure says nothing that is to be sorted. */
  static BelayException of(String what, HttpReply reply) {
    int status = reply.status();
    if (status >= 500) {
      return RedisUnavailableException.of(
          what, Reason.SERVER_FAILED, true, BackendFault.ofHttp(status, null, null));
    }
    Optional<String> error =
        AnswerBody.one(reply)
            .filter(Answer.Refused.class::isInstance)
            .map(answer -> ((Answer.Refused) answer).text());
    return error.isPresent()
        ? RedisErrors.of(what, error.get(), code -> BackendFault.ofHttp(status, null, code))
        : ofStatus(what, status);
  }

  /** Success, but not what Upstash says. */
  static RedisUnavailableException unreadable(String what, HttpReply reply) {
    return RedisUnavailableException.of(
        what, Reason.UNREADABLE_REPLY, true, BackendFault.ofHttp(reply.status(), null, null));
  }

  private static BelayException ofStatus(String what, int status) {
    BackendFault fault = BackendFault.ofHttp(status, null, null);
    return switch (status) {
      case 401, 403 ->
          new AccessDeniedException(
              what + " was refused: the token of Redis is wrong or missing", fault);
      case 408, 425, 429 -> RedisUnavailableException.of(what, Reason.BUSY, false, fault);
      case 400, 422 -> new InvalidArgumentException(what + " was refused", fault);
      case 413 -> new InvalidArgumentException(what + " was refused: it is too large", fault);
      default ->
          new ConfigurationException(
              what + " was refused: what answers at this address is not Upstash; check the URL",
              fault);
    };
  }
}
