package dev.belay.byok;

import dev.belay.byok.envelope.EnvelopeException;
import dev.belay.support.Secret;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Stores users' API keys, at most one per user and service, and gives them back.
 *
 * <p>Get one from {@link ApiKeyVaults}. Safe for use by many threads. The database login must be a
 * member of {@code service_role}.
 *
 * <p>Every method throws {@link dev.belay.support.InvalidArgumentException} for the nil user id and
 * for a service that the database does not know (see {@link #registerService}), {@link
 * dev.belay.support.AccessDeniedException} where the role may not call the function, {@link
 * dev.belay.support.ConfigurationException} where the schema is missing, and {@link
 * dev.belay.support.BackendUnavailableException} where the database cannot be reached. A read that
 * failed is always an exception, never an absent key.
 */
public interface ApiKeyVault extends AutoCloseable {

  /**
   * Stores a key, in place of the user's earlier one for that service. Calls {@code
   * insert_user_api_key}; for {@link ProviderId#GATEWAY} it calls {@code insert_user_gateway_key},
   * which also removes a base URL of the user's own, since a new key must not go to the host of the
   * old one: see {@link GatewayConfigs#put(UUID, Secret, String)}.
   *
   * @param userId the user, not nil
   * @param service the service
   * @param apiKey 1 to 2048 visible ASCII characters, without white space
   * @return the id of the secret in the database's vault
   * @throws dev.belay.support.InvalidArgumentException if the key is of another form
   * @throws dev.belay.support.ConflictException if the user does not exist
   */
  UUID insert(UUID userId, ProviderId service, Secret apiKey);

  /**
   * Reads one key. Calls {@code get_user_api_key}, which records the read in its own transaction.
   *
   * @param userId the user, not nil
   * @param service the service
   * @return the key, or empty where the user has stored none
   * @throws EnvelopeException if what is stored cannot be opened
   */
  Optional<Secret> find(UUID userId, ProviderId service);

  /**
   * Reads all that a user has stored, in one read-only round trip. Calls {@code
   * resolve_user_credentials}. Nothing is opened, and no read is recorded, before {@link
   * UserCredentials} is asked for a key.
   *
   * @param userId the user, not nil
   * @return the user's keys, still sealed, the gateway's base URL and the consent
   */
  UserCredentials findAll(UUID userId);

  /**
   * Removes a key and its secret, and with the gateway's key its base URL. Calls {@code
   * delete_user_api_key}. Does nothing where there is none.
   *
   * @param userId the user, not nil
   * @param service the service
   */
  void delete(UUID userId, ProviderId service);

  /**
   * Notes that a key was used now. Calls {@code touch_user_api_key}. Does nothing where there is
   * none.
   *
   * @param userId the user, not nil
   * @param service the service
   */
  void touch(UUID userId, ProviderId service);

  /**
   * Lists what a user has stored, without opening it. Calls {@code list_user_api_keys}. A row of a
   * table that was taken over whose service is not in normal form is left out, here and in {@link
   * #findAll}, since no call reaches it; {@link #deleteAll} removes it too.
   *
   * @param userId the user, not nil
   * @return one entry per service, ordered by service
   */
  List<KeyMetadata> list(UUID userId);

  /**
   * Removes all keys of a user and the gateway's base URL. Calls {@code delete_all_user_api_keys}.
   *
   * @param userId the user, not nil
   * @return how many keys were removed
   */
  int deleteAll(UUID userId);

  /**
   * Proves that the database can store a secret, read it back and delete it. Calls {@code
   * check_byok_vault_health}.
   *
   * @return true if what was read back is what was stored
   * @throws dev.belay.support.ConfigurationException if a function of the vault is missing, or the
   *     vault does not delete
   * @throws dev.belay.support.AccessDeniedException if the caller may not ask, or if the role that
   *     installed the schema has lost a right on the vault
   */
  boolean health();

  /**
   * Makes a service of your own known to the database, so that keys can be stored for it: once per
   * database. Calls {@code register_api_key_service}. Does nothing where it is known.
   *
   * @param service the service, such as {@link Provider#id()} of a provider that you added
   */
  void registerService(ProviderId service);

  /**
   * How many reads were recorded, wait, were dropped, or could not be recorded.
   *
   * @return the counts since this vault was made
   */
  ReadAuditCounts readAuditCounts();

  /**
   * Writes what waits to be recorded, within the deadline of {@link ReadAudit}, and ends the
   * background thread. Idempotent. The vault still works afterwards; its reads are then recorded
   * synchronously.
   */
  @Override
  void close();
}
