package dev.belay.webhook.send;

import dev.belay.support.InvalidArgumentException;
import dev.belay.webhook.internal.Destination;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a service decides about one endpoint, in place of the dispatcher's own settings. Immutable;
 * its {@link #toString()} leaves the URL out.
 *
 * <pre>{@code
 * EndpointOptions.none().url(URI.create("https://app.example.org/api/hooks/trips")).concurrency(4)
 * }</pre>
 */
public final class EndpointOptions {

  private static final int MOST_CONCURRENT = 1000;
  private static final EndpointOptions NONE = new EndpointOptions(null, null, null, null);

  private final @Nullable URI url;
  private final @Nullable Integer concurrency;
  private final @Nullable DeliveryPolicy policy;
  private final @Nullable SigningSecrets secrets;

  private EndpointOptions(
      @Nullable URI url,
      @Nullable Integer concurrency,
      @Nullable DeliveryPolicy policy,
      @Nullable SigningSecrets secrets) {
    this.url = url;
    this.concurrency = concurrency;
    this.policy = policy;
    this.secrets = secrets;
  }

  /**
   * Nothing of its own: the dispatcher's settings and the database's URL.
   *
   * @return the options
   */
  public static EndpointOptions none() {
    return NONE;
  }

  /**
   * The same with a URL, which counts more than the database's.
   *
   * @param url an {@code http} or {@code https} address without user and fragment
   * @return a copy
   * @throws InvalidArgumentException if it is another
   */
  public EndpointOptions url(URI url) {
    if (!Destination.canBeCalled(Objects.requireNonNull(url, "url"))) {
      throw new InvalidArgumentException(
          "An endpoint's URL is http or https with a host, without user and fragment");
    }
    return new EndpointOptions(url, concurrency, policy, secrets);
  }

  /**
   * The same with a bound on the requests under way to it at a time, from one dispatcher.
   *
   * @param requests 1 to 1000
   * @return a copy
   * @throws InvalidArgumentException if it is out of its range
   */
  public EndpointOptions concurrency(int requests) {
    if (requests < 1 || requests > MOST_CONCURRENT) {
      throw new InvalidArgumentException("An endpoint takes 1 to 1000 requests at a time");
    }
    return new EndpointOptions(url, requests, policy, secrets);
  }

  /**
   * The same with a policy of its own.
   *
   * @param policy timeouts, attempts and pauses
   * @return a copy
   */
  public EndpointOptions policy(DeliveryPolicy policy) {
    return new EndpointOptions(url, concurrency, Objects.requireNonNull(policy, "policy"), secrets);
  }

  /**
   * The same with secrets of its own.
   *
   * @param secrets what its deliveries are signed with
   * @return a copy
   */
  public EndpointOptions secrets(SigningSecrets secrets) {
    return new EndpointOptions(
        url, concurrency, policy, Objects.requireNonNull(secrets, "secrets"));
  }

  /**
   * The URL, which can hold a token.
   *
   * @return the URL, empty where the database's counts
   */
  public Optional<URI> url() {
    return Optional.ofNullable(url);
  }

  /**
   * The bound on the requests under way.
   *
   * @return the bound, empty where the dispatcher's counts
   */
  public Optional<Integer> concurrency() {
    return Optional.ofNullable(concurrency);
  }

  /**
   * The policy.
   *
   * @return the policy, empty where the dispatcher's counts
   */
  public Optional<DeliveryPolicy> policy() {
    return Optional.ofNullable(policy);
  }

  /**
   * The secrets.
   *
   * @return the secrets, empty where the dispatcher's count
   */
  public Optional<SigningSecrets> secrets() {
    return Optional.ofNullable(secrets);
  }

  @Override
  public String toString() {
    return "EndpointOptions[concurrency=" + concurrency + "]";
  }
}
