package dev.belay.webhook.send;

import dev.belay.sql.RpcClient;
import dev.belay.support.Secret;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where webhooks are sent to: the endpoints of the database.
 *
 * <p>Safe for use by many threads; every method is one call of an SQL function as a member of
 * {@code service_role}, and throws what {@link RpcClient} throws. A dispatcher notices a change
 * within five seconds. Which table feeds an endpoint is said in SQL, by the owner of the schema:
 * {@code belay.watch_table} (runbook, "Database Webhooks").
 */
public interface WebhookEndpoints {

  /**
   * All endpoints: {@code list_webhook_endpoints}.
   *
   * @return the endpoints by name, paused and disabled ones too
   */
  List<OutboxEndpoint> list();

  /**
   * One endpoint.
   *
   * @param name the endpoint's name
   * @return the endpoint, or empty if there is none of that name
   */
  default Optional<OutboxEndpoint> find(String name) {
    Objects.requireNonNull(name, "name");
    return list().stream().filter(endpoint -> endpoint.name().equals(name)).findFirst();
  }

  /**
   * Makes an endpoint, or changes where it is: {@code upsert_webhook_endpoint}. What else it has
   * stays. Idempotent.
   *
   * @param name 1 to 40 lower-case letters, digits, {@code _} and {@code -}, not the latter two
   *     first
   * @param url an {@code https} address without user and fragment; it may hold a token, and is
   *     stored as it is
   * @throws dev.belay.support.InvalidArgumentException if one is of another form
   */
  void upsert(String name, URI url);

  /**
   * Makes an endpoint whose URL the service knows ({@link EndpointOptions#url}) or the database's
   * setting {@code app.vercel_webhook_<name>} holds, or forgets the URL of one that is there:
   * {@code upsert_webhook_endpoint}. Idempotent.
   *
   * @param name as in {@link #upsert(String, URI)}
   * @throws dev.belay.support.InvalidArgumentException if it is of another form
   */
  void upsertWithoutUrl(String name);

  /**
   * Says whether events of the same key are sent one after the other: {@code
   * upsert_webhook_endpoint}. The key is the row's primary key, unless the watch names columns. A
   * delivery that waits for another attempt holds up those behind it until it is delivered or dead.
   * Makes the endpoint where there is none. Idempotent.
   *
   * @param name the endpoint's name
   * @param ordered true to keep the order
   */
  void keepOrder(String name, boolean ordered);

  /**
   * Sends nothing to an endpoint for now; what happens meanwhile waits in the outbox: {@code
   * pause_webhook_endpoint}. Requests that are under way end as they end. Idempotent.
   *
   * @param name the endpoint's name
   * @param reason why, for whoever finds it paused: at most 200 bytes, and no secret
   * @return false if it was paused or disabled already, which stays as it is
   * @throws dev.belay.support.InvalidArgumentException if there is no such endpoint
   */
  boolean pause(String name, String reason);

  /**
   * Sends again to an endpoint that was paused, or that was disabled by its own 410: {@code
   * resume_webhook_endpoint}. Idempotent.
   *
   * @param name the endpoint's name
   * @return false if it was active already
   * @throws dev.belay.support.InvalidArgumentException if there is no such endpoint
   */
  boolean resume(String name);

  /**
   * Notes by its fingerprint what this service signs with: {@code record_webhook_fingerprint}. A
   * dispatcher does so by itself. Idempotent.
   *
   * @param name the endpoint's name
   * @param secret the secret of {@code X-Signature-HMAC}, which is not sent
   * @throws dev.belay.support.InvalidArgumentException if there is no such endpoint
   */
  void recordSecret(String name, Secret secret);

  /**
   * Compares a secret with those that the database knows for an endpoint: with the one in its vault
   * or its setting ({@code get_webhook_secret_fingerprint}), and with the one that a dispatcher has
   * signed with last. Neither secret leaves its place: fingerprints are compared.
   *
   * @param name the endpoint's name
   * @param secret the secret that this service has
   * @return what was found
   */
  SecretDrift compareSecret(String name, Secret secret);
}
