package dev.belay.webhook.send.internal;

import dev.belay.webhook.send.DeliveryPolicy;
import dev.belay.webhook.send.SigningSecrets;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint to which this dispatcher sends, with all that has been decided about it.
 *
 * @param name the endpoint's name
 * @param url where to, if the service says so itself; else each delivery brings it
 * @param ordered whether the next delivery of a key waits for the one before
 * @param concurrency the requests under way at a time
 * @param policy timeouts, attempts and pauses
 * @param secrets what to sign with
 */
record Target(
    String name,
    @Nullable URI url,
    boolean ordered,
    int concurrency,
    DeliveryPolicy policy,
    SigningSecrets secrets) {

  Optional<URI> fixedUrl() {
    return Optional.ofNullable(url);
  }

  /** The name alone. */
  @Override
  public String toString() {
    return "Target[" + name + "]";
  }
}
