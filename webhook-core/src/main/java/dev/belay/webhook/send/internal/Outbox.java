package dev.belay.webhook.send.internal;

import dev.belay.webhook.send.EndpointBacklog;
import dev.belay.webhook.send.OutboxEndpoint;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the dispatcher asks of the database. Implementations are safe for use by many threads. */
public interface Outbox {

  /** How many results, leases or rows fit into one call. */
  int MOST = 1000;

  /**
   * Takes deliveries that are due, each under a new lease.
   *
   * @param limit how many at most, 1 to {@link #MOST}
   * @param leaseTime how long they are ours
   * @param rooms the endpoints to take for, and how many for each at most
   * @return what was taken, empty where nothing is due
   */
  List<ClaimedDelivery> claim(int limit, Duration leaseTime, Map<String, Integer> rooms);

  /**
   * Records how attempts ended. Repeating it is harmless.
   *
   * @param results at most {@link #MOST}
   * @return the deliveries whose results do not count, since somebody else has claimed them
   */
  Set<Long> complete(List<DeliveryResult> results);

  /**
   * Makes leases last for a time from now on.
   *
   * @param deliveries what is in hand, at most {@link #MOST}
   * @param leaseTime how long from now
   * @return the deliveries that are ours no longer
   */
  Set<Long> extend(Collection<ClaimedDelivery> deliveries, Duration leaseTime);

  /**
   * Gives deliveries back that were not tried; the attempt does not count.
   *
   * @param deliveries at most {@link #MOST}
   */
  void release(Collection<ClaimedDelivery> deliveries);

  /**
   * All endpoints.
   *
   * @return paused and disabled ones too
   */
  List<OutboxEndpoint> endpoints();

  /**
   * Says which secret an endpoint's deliveries are signed with.
   *
   * @param endpoint its name
   * @param fingerprint of the secret, or null for none
   */
  void recordFingerprint(String endpoint, @Nullable String fingerprint);

  /**
   * What waits. Reads the whole backlog.
   *
   * @return the counts by endpoint
   */
  List<EndpointBacklog> backlog();
}
