package dev.belay.byok;

import dev.belay.support.Secret;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * A provider that is ready to be called: where, as whom, with which model. Immutable; its text form
 * shows no key.
 *
 * @param credentialSource whose credential it is
 * @param provider the provider, {@link ProviderId#GATEWAY} on both gateway paths
 * @param modelId the model's name as this provider spells it
 * @param baseUrl the base URL with {@code /v1}, without a slash at the end: what OpenAI-style
 *     clients want
 * @param rootUrl the base URL without {@code /v1}: what Anthropic's own client wants
 * @param protocol the wire format spoken there
 * @param apiKey the key
 * @param headers the request headers that carry the key and the protocol's version, ready to send
 * @param trace what was tried before, and this step at the end
 */
public record ResolvedProvider(
    CredentialSource credentialSource,
    ProviderId provider,
    String modelId,
    URI baseUrl,
    URI rootUrl,
    Protocol protocol,
    Secret apiKey,
    Map<String, Secret> headers,
    List<ResolutionStep> trace) {

  /**
   * Copies the collections.
   *
   * @param credentialSource whose credential it is
   * @param provider the provider
   * @param modelId the model's name
   * @param baseUrl the base URL with {@code /v1}
   * @param rootUrl the base URL without {@code /v1}
   * @param protocol the wire format
   * @param apiKey the key
   * @param headers the request headers
   * @param trace what was tried
   */
  public ResolvedProvider {
    headers = Map.copyOf(headers);
    trace = List.copyOf(trace);
  }
}
