package dev.belay.webhook.send.internal;

import dev.belay.support.InvalidArgumentException;
import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpExchangeException;
import dev.belay.support.http.HttpReply;
import dev.belay.webhook.internal.Destination;
import dev.belay.webhook.send.DeliveryError;
import dev.belay.webhook.send.DeliveryPolicy;
import dev.belay.webhook.send.internal.DeliveryResult.Outcome;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Makes one attempt: signs, posts, and decides what follows from the answer. */
final class Courier {

  private final DestinationTransport transport;
  private final DispatchTelemetry telemetry;
  private final Clock clock;

  Courier(DestinationTransport transport, DispatchTelemetry telemetry, Clock clock) {
    this.transport = transport;
    this.telemetry = telemetry;
    this.clock = clock;
  }

  /** Never throws for what a receiver, a URL or a network can do. */
  DeliveryResult deliver(ClaimedDelivery delivery, Target target) {
    return telemetry.traced(delivery, () -> attempt(delivery, target));
  }

  private DeliveryResult attempt(ClaimedDelivery delivery, Target target) {
    if (delivery.attempt() > target.policy().maxAttempts()) {
      return DeliveryResult.failed(delivery, Outcome.DEAD, DeliveryError.ATTEMPTS_EXHAUSTED);
    }
    if (target.secrets().haveAllEnded(clock.instant())) {
      return failed(delivery, target, 0, DeliveryError.NO_VALID_SECRET, Duration.ZERO, 0);
    }
    Optional<URI> url =
        target.fixedUrl().or(() -> Optional.ofNullable(delivery.url()).flatMap(Destination::parse));
    if (url.isEmpty()) {
      DeliveryError error =
          delivery.url() == null ? DeliveryError.NO_URL : DeliveryError.INVALID_URL;
      return failed(delivery, target, 0, error, Duration.ZERO, 0);
    }
    return post(delivery, target, url.get());
  }

  private DeliveryResult post(ClaimedDelivery delivery, Target target, URI url) {
    long start = System.nanoTime();
    try {
      HttpCall call = DeliveryRequest.of(delivery, target, url, clock.instant());
      HttpReply reply = transport.exchange(call);
      return answered(delivery, target, reply, System.nanoTime() - start);
    } catch (HttpExchangeException failure) {
      DeliveryError error = DeliveryError.of(failure.reason());
      return failed(delivery, target, 0, error, Duration.ZERO, System.nanoTime() - start);
    } catch (InvalidArgumentException refused) { // the transport's, of the address
      return failed(delivery, target, 0, DeliveryError.INVALID_URL, Duration.ZERO, 0);
    }
  }

  private DeliveryResult answered(
      ClaimedDelivery delivery, Target target, HttpReply reply, long nanos) {
    if (reply.isSuccess()) {
      return DeliveryResult.delivered(delivery, reply.status(), Duration.ofNanos(nanos));
    }
    Duration asked = reply.retryAfter(clock.instant()).orElse(Duration.ZERO);
    DeliveryError error = DeliveryError.ofStatus(reply.status());
    return failed(delivery, target, reply.status(), error, asked, nanos);
  }

  private static DeliveryResult failed(
      ClaimedDelivery delivery,
      Target target,
      int status,
      DeliveryError error,
      Duration retryAfter,
      long nanos) {
    DeliveryPolicy policy = target.policy();
    Duration pause = pause(delivery, error, policy, retryAfter);
    boolean last =
        policy.isLast(delivery.attempt(), delivery.age().plus(pause))
            || policy.finalStatuses().contains(status);
    Outcome outcome =
        switch (error) {
          case GONE -> Outcome.GONE;
          case INTERRUPTED -> Outcome.RETRY; // no fault of the receiver's
          default -> last ? Outcome.DEAD : Outcome.RETRY;
        };
    return new DeliveryResult(
        delivery.id(),
        delivery.lease(),
        outcome,
        status,
        error,
        pause,
        error.isOfTheEndpoint() ? policy.honoured(retryAfter) : Duration.ZERO,
        Duration.ofNanos(nanos));
  }

  private static Duration pause(
      ClaimedDelivery delivery, DeliveryError error, DeliveryPolicy policy, Duration retryAfter) {
    if (error == DeliveryError.INTERRUPTED) {
      return Duration.ZERO;
    }
    Duration drawn = policy.pauseAfter(delivery.attempt(), ThreadLocalRandom.current());
    Duration honoured = policy.honoured(retryAfter);
    return drawn.compareTo(honoured) >= 0 ? drawn : honoured;
  }
}
