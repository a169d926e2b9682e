package dev.belay.byok;

import dev.belay.byok.KeyHealth.Reason;
import dev.belay.support.InvalidArgumentException;
import dev.belay.support.Secret;
import dev.belay.support.http.HttpCall;
import dev.belay.support.http.HttpExchangeException;
import dev.belay.support.http.HttpTransport;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Asks a provider about a key. Safe for use by many threads. */
final class KeyProber {

  private static final int ANSWER_LIMIT = 1 << 20;
  private static final Duration SHORTEST = Duration.ofMillis(1);

  private final HttpTransport transport;
  private final HttpTransport guarded;
  private final TimedUrlCheck gatewayUrls;
  private final Duration timeout;
  private final String anthropicVersion;

  KeyProber(
      HttpTransport transport,
      HttpTransport guarded,
      GatewayUrlPolicy gatewayUrls,
      Duration timeout,
      String anthropicVersion) {
    this.transport = transport;
    this.guarded = guarded;
    this.gatewayUrls = new TimedUrlCheck(gatewayUrls);
    this.timeout = timeout;
    this.anthropicVersion = anthropicVersion;
  }

  /** At the provider's own base URL, which the operator has configured. */
  Reason probe(Provider provider, Secret key) {
    return probe(transport, provider, provider.baseUrl(), key, timeout);
  }

  /**
   * At the base URL of the user's own gateway, as it is stored or given. The check of the URL is in
   * the one deadline.
   *
   * @throws GatewayUrlRejectedException if the URL is not allowed
   */
  Reason probeGateway(Provider gateway, Secret key, String baseUrl) {
    long start = System.nanoTime();
    Optional<URI> allowed = gatewayUrls.check(baseUrl, timeout);
    Duration left = timeout.minusNanos(System.nanoTime() - start);
    return allowed
        .filter(url -> left.compareTo(SHORTEST) >= 0)
        .map(url -> probe(guarded, gateway, url, key, left))
        .orElse(Reason.TIMED_OUT);
  }

  private Reason probe(
      HttpTransport over, Provider provider, URI baseUrl, Secret key, Duration within) {
    if (!isSendable(key)) {
      return Reason.MALFORMED;
    }
    KeyProbe probe = provider.keyProbe();
    HttpCall.Builder call =
        HttpCall.get(URI.create(baseUrl + probe.path()))
            .header("Accept", "application/json")
            .timeout(within)
            .responseLimit(ANSWER_LIMIT);
    provider.protocol().headers(key, anthropicVersion).forEach(call::header);
    try {
      return ProbeVerdict.of(probe, over.exchange(call.build()));
    } catch (HttpExchangeException noAnswer) {
      return ProbeVerdict.of(noAnswer);
    }
  }

  private static boolean isSendable(Secret key) {
    try {
      ApiKeys.checked(key);
      return true;
    } catch (InvalidArgumentException malformed) {
      return false;
    }
  }
}
