package dev.belay.webhook.send.internal;

import dev.belay.support.telemetry.TelemetryNames;
import dev.belay.webhook.send.DeliveryPolicy;
import dev.belay.webhook.send.EndpointOptions;
import dev.belay.webhook.send.OutboxEndpoint;
import dev.belay.webhook.send.SigningSecrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides from what the database and the service say which endpoints are sent to, and how.
 *
 * @param options what the service has decided, by endpoint
 * @param only the endpoints that this dispatcher is for; empty for all
 * @param perEndpoint the requests at a time where the options do not say
 * @param policy the policy where the options do not say
 * @param secrets the secrets where the options do not say
 */
record TargetList(
    Map<String, EndpointOptions> options,
    Set<String> only,
    int perEndpoint,
    DeliveryPolicy policy,
    SigningSecrets secrets) {

  /** Endpoints without a URL are left alone: what waits for them is not lost by failing. */
  List<Target> of(List<OutboxEndpoint> endpoints, DispatchTelemetry telemetry) {
    List<Target> targets = new ArrayList<>();
    for (OutboxEndpoint endpoint : endpoints) {
      if (isServed(endpoint)) {
        EndpointOptions own = options.getOrDefault(endpoint.name(), EndpointOptions.none());
        if (own.url().isPresent() || endpoint.origin().isPresent()) {
          targets.add(target(endpoint, own));
        } else {
          telemetry.alert(TelemetryNames.Alerts.WEBHOOK_ENDPOINT_UNCONFIGURED, endpoint.name());
        }
      }
    }
    return targets;
  }

  /** Whoever sends otherwise: what pg_net did not take is in the outbox, too. */
  private boolean isServed(OutboxEndpoint endpoint) {
    return endpoint.state() == OutboxEndpoint.State.ACTIVE
        && (only.isEmpty() || only.contains(endpoint.name()));
  }

  private Target target(OutboxEndpoint endpoint, EndpointOptions own) {
    return new Target(
        endpoint.name(),
        own.url().orElse(null),
        endpoint.ordered(),
        own.concurrency().orElse(perEndpoint),
        own.policy().orElse(policy),
        own.secrets().orElse(secrets));
  }
}
